"""The manifest of a folder of a release: the files that belong to it, sealed by a checksum."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

NAME = "manifest.json"
SEAL = "manifest.sha256"


@dataclass(frozen=True)
class Fault:
    """A file of a release that is not what the manifest says.

    file
        Its place within the release: aggregates/genes.parquet.
    kind
        missing, empty, cut, changed, swapped, foreign, extra, rows or manifest.
    why
        What is wrong with it, to be read after the file.
    """

    file: str
    kind: str
    why: str

    def __str__(self) -> str:
        """Return file and reason as one sentence without its full stop."""
        return f"{self.file} {self.why}"


@dataclass(frozen=True)
class Entry:
    """A file that a manifest names.

    path
        Its place within the folder of the manifest.
    n_bytes
        Its size; None where the manifest was written before sizes were.
    """

    table: str
    path: str
    sha256: str
    n_bytes: int | None


@dataclass(frozen=True)
class Manifest:
    """What a folder of a release must hold.

    name
        "aggregates" or "rows", wherever the folder lies.
    checksum
        SHA-256 of the manifest itself.
    is_sealed
        Whether it can be told that the manifest is as it was written; those of earlier versions
        have no seal.
    faults
        What the seal says of it.
    n_rows
        How many rows each table has in all its files.
    """

    name: str
    folder: Path
    checksum: str
    is_sealed: bool
    faults: tuple[Fault, ...]
    content: Mapping[str, Any]
    entries: tuple[Entry, ...]
    n_rows: Mapping[str, int]

    @property
    def release_id(self) -> str:
        """The release that it was written for; empty where it does not say."""
        return str(self.content.get("release_id", ""))


def write(folder: Path, content: Mapping[str, Any]) -> str:
    """Write a manifest and its seal, which `sha256sum -c` reads as well; returns its SHA-256."""
    written = {**content, "sealed_by": SEAL}
    text = json.dumps(written, indent=1, ensure_ascii=False).encode()
    (folder / NAME).write_bytes(text)
    checksum = hashlib.sha256(text).hexdigest()
    (folder / SEAL).write_bytes(_seal(checksum))
    return checksum


def read(name: str, folder: Path) -> Manifest | Fault:
    """Return the manifest of a folder, with what its seal says of it, or why there is none.

    name
        "aggregates" or "rows", which a folder that was moved need not be called.
    """
    fault = partial(Fault, f"{name}/{NAME}")
    try:
        text = (folder / NAME).read_bytes()
        content = json.loads(text)
        tables = content["tables"]
        entries = tuple(
            Entry(table, str(path), str(checksum), entry.get("bytes", {}).get(path))
            for table, entry in tables.items()
            for path, checksum in entry["files"].items()
        )
        n_rows = {table: int(entry["rows"]) for table, entry in tables.items()}
        is_sealed = "sealed_by" in content
    except FileNotFoundError:
        return fault("missing", "is missing, so nothing in its folder can be told to be whole")
    except (OSError, ValueError) as error:
        return fault("manifest", f"cannot be read as the manifest of a release ({error})")
    except (LookupError, TypeError, AttributeError):
        return fault("manifest", "cannot be read as the manifest of a release: parts are missing")
    checksum = hashlib.sha256(text).hexdigest()
    faults = _seal_faults(name, folder, checksum, is_sealed)
    return Manifest(name, folder, checksum, is_sealed, faults, content, entries, n_rows)


def _seal(checksum: str) -> bytes:
    return f"{checksum}  {NAME}\n".encode()


def _seal_faults(name: str, folder: Path, checksum: str, is_sealed: bool) -> tuple[Fault, ...]:
    path = folder / SEAL
    try:
        seal = path.read_bytes()
    except FileNotFoundError:
        why = f"is not there, but {NAME} says that it was written"
        return (Fault(f"{name}/{SEAL}", "missing", why),) if is_sealed else ()
    except OSError as error:
        return (Fault(f"{name}/{SEAL}", "manifest", f"cannot be read ({error.strerror})"),)
    if seal == _seal(checksum):
        return ()
    why = f"does not agree with {SEAL} beside it: one of the two has changed since it was written"
    return (Fault(f"{name}/{NAME}", "manifest", why),)
