"""A release on disk: which one is current, and whether it is whole."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from straits.errors import StoreError
from straits.tables import SCHEMA_VERSION, TABLES

_PARQUET_MAGIC = b"PAR1"


@dataclass(frozen=True)
class Release:
    """Where a release lies; rows is None where this server holds no individual data."""

    release_id: str
    aggregates: Path
    rows: Path | None


def find_release(store: Path | None, release_id: str | None) -> Release:
    """Return a release that is there, whole and of this version: the named or the current one.

    Raises StoreError with what to do otherwise. `store` None: the environment's STRAITS_STORE.
    """
    store = _folder(store)
    if release_id is None:
        current = store / "current"
        if not current.exists():
            raise StoreError(
                f"{store} holds no release: there is no {current.name!r} in it. Build one with: "
                f"python -m straits ingest study.yaml --store {store}"
            )
        folder = current.resolve()
    else:
        there = sorted(path.name for path in store.glob("releases/*"))
        if release_id not in there:
            raise StoreError(
                f"{store} has no release {release_id!r}; it has {', '.join(there) or 'none'}. "
                "Leave the release out of the address to open the current one."
            )
        folder = store / "releases" / release_id
    aggregates = folder / "aggregates"
    manifest = _manifest(aggregates)
    _check(aggregates, manifest)
    return Release(folder.name, aggregates, _rows(folder, manifest))


def _folder(store: Path | None) -> Path:
    named = store or os.environ.get("STRAITS_STORE")
    if not named:
        raise StoreError(
            "No store is named. Start with: python -m straits serve --store DIR, or set the "
            "environment variable STRAITS_STORE to the folder that `ingest` wrote."
        )
    folder = Path(named)
    if not folder.is_dir():
        raise StoreError(
            f"There is no store at {folder}: there is no such folder. Check the path, or build "
            f"the store with: python -m straits ingest study.yaml --store {folder}"
        )
    return folder.resolve()


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        version = manifest["schema_version"]
    except FileNotFoundError:
        raise StoreError(
            f"{path} is missing, so the release is not whole. Ingest the study again."
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"{path} cannot be read as the manifest of a release ({error}). Ingest the study again."
        ) from error
    if version != SCHEMA_VERSION:
        raise StoreError(
            f"{folder.parent} was written in version {version} of the tables; this Straits reads "
            f"version {SCHEMA_VERSION}. Ingest the study again with this version, or open the "
            "store with the Straits that wrote it."
        )
    return manifest  # type: ignore[no-any-return]


def _check(folder: Path, manifest: dict[str, Any]) -> None:
    """Look at the end of each file: one that was cut short has lost its footer."""
    tables = manifest["tables"]
    for name, entry in tables.items():
        for relative in entry["files"]:
            path = folder / relative
            if not path.is_file():
                raise StoreError(
                    f"{path} is named in the manifest but is not there. Restore it, or ingest the "
                    "study again."
                )
            with path.open("rb") as file:
                file.seek(-min(4, path.stat().st_size), os.SEEK_END)
                if file.read() != _PARQUET_MAGIC:
                    raise StoreError(
                        f"{path} (table {name}) is cut short or is not Parquet. Restore it, or "
                        "ingest the study again."
                    )
    expected = {
        name
        for name, table in TABLES.items()
        if table.folder == folder.name and not table.may_be_missing
    }
    if missing := sorted(expected - set(tables)):
        raise StoreError(
            f"{folder / 'manifest.json'} names no table {missing[0]!r}. Ingest the study again."
        )


def _rows(folder: Path, manifest: dict[str, Any]) -> Path | None:
    elsewhere = os.environ.get("STRAITS_ROWS")
    rows = Path(elsewhere) / "releases" / folder.name / "rows" if elsewhere else folder / "rows"
    if not (rows / "manifest.json").is_file():
        return None
    checksum = hashlib.sha256((rows / "manifest.json").read_bytes()).hexdigest()
    if checksum != manifest.get("rows_manifest_sha256"):
        raise StoreError(
            f"{rows} does not belong to the aggregates of release {folder.name}: their manifests "
            "do not name each other. Restore both from one ingest, or take the rows away."
        )
    _check(rows, _manifest(rows))
    return rows.resolve()
