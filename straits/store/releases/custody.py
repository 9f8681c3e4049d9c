"""What whoever keeps a store is told of the files of its releases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from straits.store.releases.release_files import Release, locate
from straits.tables import verification
from straits.tables.verification import Pace, Verified


@dataclass(frozen=True)
class Checked:
    """A release, and what came of reading all of it."""

    release: Release
    is_current: bool
    verified: Verified


def check(store: Path, release_id: str | None = None, every: bool = False) -> Iterator[Checked]:
    """Yield releases of a store as their files are checked: one, named or current, or every one.

    Raises StoreError if there is no such release.
    """
    if not every:
        release = locate(store, release_id)
        yield Checked(release, _is_current(store, release), verify(release))
        return
    names = sorted(path.name for path in store.glob("releases/*") if path.is_dir())
    # Without any, this says how to build one.
    for release in [locate(store, name) for name in names] or [locate(store, None)]:
        yield Checked(release, _is_current(store, release), verify(release))


def verify(release: Release, pace: Pace | None = None) -> Verified:
    """Return what comes of reading every byte of a release."""
    releases = release.aggregates.parent.parent
    others = [
        folder
        for other in sorted(releases.iterdir())
        if other.name != release.release_id
        for folder in (other / "aggregates", other / "rows")
    ]
    return verification.verify(
        release.release_id,
        release.aggregates,
        release.rows,
        release.released,
        others,
        pace=pace,
    )


def report(checked: Checked) -> Sequence[str]:
    """Return lines that say what is wrong with a release, one per fault, or that nothing is."""
    release, verified = checked.release, checked.verified
    name = f"Release {release.release_id}{' (current)' if checked.is_current else ''}"
    size = f"{verified.n_files:,} files, {verified.n_bytes / 1e6:,.1f} MB"
    notes = [f"  {note}" for note in verified.notes]
    if not verified.faults:
        return [f"{name}: whole ({size}).", *notes]
    n_damaged = len({fault.file for fault in verified.faults})
    return [
        f"{name}: damaged in {n_damaged} {'file' if n_damaged == 1 else 'files'} (of {size}).",
        *(f"  {fault}." for fault in verified.faults),
        *notes,
        "  Put these back from a copy of the store, or ingest the study again; nothing of a "
        "damaged release is shown.",
    ]


def _is_current(store: Path, release: Release) -> bool:
    return (store / "current").resolve() == release.aggregates.parent
