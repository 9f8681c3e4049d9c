"""A release on disk: which one is current, and whether it is whole."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from straits import journal
from straits.errors import DamageError, ReleaseGoneError, StoreError
from straits.tables import SCHEMA_VERSION, TABLES, manifest, verification
from straits.tables.manifest import Fault, Manifest
from straits.tables.release_parts import FLAT_TABLES


@dataclass(frozen=True)
class LeftOut:
    """A site of which nothing is shown: its call sets, and why.

    is_expired
        Whether nobody may see it any more; else it may not be used for what this reader asks.
    """

    site_id: str
    name: str
    call_sets: tuple[str, ...]
    why: str
    is_expired: bool = False


@dataclass(frozen=True)
class Release:
    """Where a release lies; rows is None where this server holds no individual data.

    left_out
        Sites of which whoever opens it is told nothing. The files are the same.
    """

    release_id: str
    aggregates: Path
    rows: Path | None
    left_out: tuple[LeftOut, ...] = field(default=(), compare=False)

    @property
    def store(self) -> Path:
        """Return the folder of the store that it lies in."""
        return self.aggregates.parents[2]

    @property
    def folders(self) -> dict[str, Path]:
        """Return the folders that are here, by their names in SQL."""
        return {"aggregates": self.aggregates} | ({"rows": self.rows} if self.rows else {})

    @property
    def without(self) -> dict[str, tuple[str, ...]]:
        """Return the ids that are left out, by the column that has them."""
        call_sets = tuple(name for site in self.left_out for name in site.call_sets)
        return {"call_set_id": call_sets, "site_id": tuple(site.site_id for site in self.left_out)}

    @property
    def released(self) -> Path | None:
        """Return the folder of what statements may read, where the release has one."""
        folder = self.aggregates.parent / "released"
        return folder if folder.is_dir() else None

    @property
    def parts(self) -> dict[str, Path]:
        """Return the folders whose files are checked, by name."""
        return self.folders | ({"released": self.released} if self.released else {})

    def check_there(self) -> None:
        """Raise ReleaseGoneError if the release was deleted since it was found."""
        if not self.aggregates.parent.exists():
            raise gone(self.release_id)


def find_release(store: Path | None, release_id: str | None) -> Release:
    """Return a release that is there, of this version and whole at a glance: see `locate`.

    Raises StoreError with what to do otherwise; DamageError where it is not whole,
    ReleaseGoneError where the release is not there, or was deleted meanwhile.
    """
    release = locate(store, release_id)
    faults: list[Fault] = []
    manifests = []
    for name, folder in release.parts.items():
        read = manifest.read(name, folder)
        if isinstance(read, Manifest):
            _check_version(read)
            manifests.append(read)
            faults += [*verification.glance(read), *_tables_missing(read)]
        else:
            faults.append(read)
    faults += verification.of_one_release(release.release_id, manifests)
    if faults:
        release.check_there()
        raise damage(release.release_id, faults)
    return release


def damage(release_id: str, faults: Sequence[Fault]) -> DamageError:
    """Return what a person must be told of a release with these faults."""
    more = len({fault.file for fault in faults} - {faults[0].file})
    others = f", and {more} more of its files are damaged" if more else ""
    return DamageError(
        f"Release {release_id}: {faults[0]}{others}. Nothing of the release is shown. Restore "
        f"what `python -m straits verify --store DIR --release {release_id}` names, or ingest the "
        "study again.",
        release_id,
    )


def locate(store: Path | None, release_id: str | None) -> Release:
    """Return where a release lies, whole or not: the named or the current one.

    Raises StoreError if it is not there. `store` None: the environment's STRAITS_STORE.
    """
    folder = _release_folder(store_folder(store), release_id)
    return Release(folder.name, folder / "aggregates", _rows(folder))


def gone(release_id: str) -> ReleaseGoneError:
    """Return the error of a release that was here once, or never."""
    return ReleaseGoneError(
        f"The store has no release {release_id!r}. Leave the release out of the address to open "
        "the current one.",
        release_id,
    )


def _release_folder(store: Path, release_id: str | None) -> Path:
    there = journal.there(store)
    if release_id is not None:
        if release_id not in there:
            raise ReleaseGoneError(
                f"{store} has no release {release_id!r}; it has {', '.join(there) or 'none'}. "
                "Leave the release out of the address to open the current one.",
                release_id,
            )
        return store / "releases" / release_id
    current = journal.current_id(store)
    if current is None:
        raise StoreError(
            f"{store} holds no release: there is no 'current' in it. Build one with: "
            f"python -m straits ingest study.yaml --store {store}"
        )
    if current not in there:
        raise StoreError(
            f"{store / 'current'} names release {current!r}, which is not there; the store has "
            f"{', '.join(there) or 'none'}. Restore it, ingest the study again, or name another "
            f"one with: ln -sfn releases/ID {store / 'current'}"
        )
    return store / "releases" / current


def store_folder(store: Path | None) -> Path:
    """Return the folder of a store. Raises StoreError if none is named, or it is not there."""
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


def _check_version(of: Manifest) -> None:
    version = of.content.get("schema_version")
    if version != SCHEMA_VERSION:
        raise StoreError(
            f"{of.folder.parent} was written in version {version} of the tables; this Straits "
            f"reads version {SCHEMA_VERSION}. Ingest the study again with this version, or open "
            "the store with the Straits that wrote it."
        )


def _tables_missing(of: Manifest) -> list[Fault]:
    expected = {
        name
        for name, table in TABLES.items()
        if table.folder == of.name and not table.may_be_missing
    }.union(FLAT_TABLES if of.name == "aggregates" else ())
    return [
        Fault(f"{of.name}/{manifest.NAME}", "manifest", f"names no table {name!r}")
        for name in sorted(expected - set(of.n_rows))
    ]


def _rows(folder: Path) -> Path | None:
    """Return where the rows of a release lie; a link to a place that is not there counts."""
    elsewhere = os.environ.get("STRAITS_ROWS")
    rows = Path(elsewhere) / "releases" / folder.name / "rows" if elsewhere else folder / "rows"
    return Path(os.path.realpath(rows)) if os.path.lexists(rows) else None
