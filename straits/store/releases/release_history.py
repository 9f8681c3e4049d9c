"""Every release of a store, and what is known of one that is gone."""

from dataclasses import dataclass
from pathlib import Path

from straits import journal, privacy
from straits.errors import StoreError
from straits.journal import Journal, Record
from straits.privacy import Profile
from straits.store.releases.release_files import find_release, store_folder


@dataclass(frozen=True)
class Listed:
    """A release that is in a store; None where nobody knows.

    published_at
        When it was published, by the clock of then.
    n_people
        People over all call sets, whatever the profile shows: for those who keep the store.
    fault
        Why it cannot be opened; empty if it can.
    """

    release_id: str
    published_at: str | None
    is_current: bool
    is_pinned: bool
    reason: str
    n_bytes: int
    n_people: int | None
    n_alleles: int | None
    fault: str


@dataclass(frozen=True)
class Known:
    """What the journal keeps of a release, gone or not, for a reader; None where nobody knows.

    n_people
        Over all call sets; None too where the numbers of the two releases would tell of a few.
    """

    published_at: str | None
    study: str | None
    straits_version: str | None
    profile: str | None
    n_alleles: int | None
    n_groups: int | None
    n_people: int | None


def releases(store: Path) -> list[Listed]:
    """Return the releases of a store in the order in which they were published; changes nothing.

    What was never published, or is not known to the journal yet, comes first.
    Raises StoreError if there is no store.
    """
    store = store_folder(store)
    book, pins = _journal(store), journal.pins(store)
    try:
        current = journal.current_id(store)
    except StoreError:
        current = None
    return [
        _listed(store, release_id, current, pins, book.record(release_id))
        for release_id in in_order(store)
    ]


def in_order(store: Path | None = None) -> list[str]:
    """Return the ids of the releases that are there as they were published, the newest last.

    What was never published, or is not known to the journal yet, comes first, by its id.
    """
    store = store_folder(store)
    there = journal.there(store)
    known = [release_id for release_id in _journal(store).ids if release_id in there]
    return [*(release_id for release_id in there if release_id not in known), *known]


def beside(
    release_id: str, other_id: str, store: Path, profile: Profile
) -> tuple[Known | None, Known | None]:
    """Return what a profile tells of two releases beside each other; None of one nobody knows."""
    then, now = (_journal(store).record(name) for name in (release_id, other_id))
    before, after = (record.people if record else None for record in (then, now))
    n_then, n_now = privacy.both_totals(before, after, profile)
    return _told(then, n_then), _told(now, n_now)


def profile_name(release_id: str, store: Path | None = None) -> str | None:
    """Return the name of a release's profile as the journal keeps it; None where nobody knows."""
    record = _journal(store_folder(store)).record(release_id)
    return record.profile if record else None


def is_there(release_id: str, store: Path | None = None) -> bool:
    """Tell whether a release lies in the store, whole or not."""
    return release_id in journal.there(store_folder(store))


def _told(record: Record | None, n_people: int | None) -> Known | None:
    if record is None:
        return None
    return Known(
        record.published_at, record.study, record.straits_version, record.profile,
        record.n_alleles, record.n_groups, n_people,
    )  # fmt: skip


def _journal(store: Path) -> Journal:
    """Return the journal of a store; an empty one where it cannot be read."""
    try:
        return journal.read(store) or Journal()
    except StoreError:
        return Journal()


def _listed(
    store: Path, release_id: str, current: str | None, pins: dict[str, str], known: Record | None
) -> Listed:
    try:
        find_release(store, release_id)
        fault = ""
    except StoreError as error:
        fault = str(error)
    return Listed(
        release_id=release_id,
        published_at=known.published_at if known else None,
        is_current=release_id == current,
        is_pinned=release_id in pins,
        reason=pins.get(release_id, ""),
        n_bytes=journal.n_bytes(store, release_id),
        n_people=sum(known.people.values()) if known and known.people is not None else None,
        n_alleles=known.n_alleles if known else None,
        fault=fault,
    )
