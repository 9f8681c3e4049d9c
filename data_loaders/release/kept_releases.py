"""Which releases of a store are kept: what was published, never by the clock; under its lock."""

import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

from data_loaders.release.release_record import record_of
from straits import journal
from straits.errors import StoreError
from straits.journal import FEWEST, Journal, Record


def clear(store: Path) -> None:
    """Delete what was being built, moved or deleted when a process was killed."""
    for leftover in store.glob(".*"):
        if leftover.name.startswith((".building-", ".deleting-")):
            shutil.rmtree(leftover, ignore_errors=True)
        elif leftover.name.startswith(".current-") or leftover.name.endswith(".json.new"):
            leftover.unlink()
    for leftover in store.glob("pins/.*.json.new"):
        leftover.unlink()


def settle(store: Path) -> tuple[Journal, list[str]]:
    """Make the journal agree with the releases that are there; returns it with what to tell.

    A release that a killed ingest had moved in and not published is deleted: nobody has seen it.
    One that was put there in any other way counts as published when it is first seen.
    Raises StoreError, and changes nothing, if the journal cannot be read or written.
    """
    before, notes = _read(store)
    book = before or Journal()
    current = current_id(store)
    there = journal.there(store)
    begun, started_with = book.begun, {}
    if begun is not None and begun.release_id in there:
        if current == begun.release_id:
            started_with[begun.release_id] = begun.replaces
        elif current == begun.replaces:
            remove(store, begun.release_id)
            there.remove(begun.release_id)
            notes.append(
                f"Release {begun.release_id} was deleted: the ingest that built it was stopped "
                "before it was published."
            )
    unrecorded = []
    for release_id in sorted(set(there) - set(book.ids)):
        try:
            replaced = started_with.get(release_id)
            unrecorded.append(record_of(store / "releases" / release_id, replaced))
        except (OSError, ValueError) as error:
            notes.append(
                f"Release {release_id} is left as it is and not counted among those kept: it is "
                f"not whole ({error}). `releases delete` takes it away."
            )
    if before is not None:
        notes += [
            f"Release {record.release_id} was not published by an ingest into this store; it is "
            "kept like one that was published just now."
            for record in unrecorded
            if record.release_id != current
        ]
    settled = book.changed(begun=None, releases=_in_order(book, unrecorded, there, current))
    if settled != before:
        journal.write(store, settled)
    return settled, notes


def current_id(store: Path) -> str | None:
    """Return the current release; None if `current` leads nowhere, which the next ingest mends.

    Raises StoreError if `current` is a file or a folder: an ingest cannot replace that.
    """
    try:
        named = journal.current_id(store)
    except StoreError:
        if (store / "current").is_symlink():
            return None
        raise
    return named if named in journal.there(store) else None


def drop_old(store: Path, book: Journal, n_kept: int) -> Journal:
    """Delete the releases beyond the n_kept last published; returns the journal without them.

    The current one, the one that it replaced and the pinned ones stay, and pinned ones take no
    place of another. Raises ValueError for fewer than FEWEST.
    """
    if n_kept < FEWEST:
        raise ValueError(f"expected at least {FEWEST} releases to keep, got {n_kept}")
    current = current_id(store)
    record = book.record(current) if current else None
    safe = [kept_id for kept_id in (current, record and record.replaced) if kept_id in book.ids]
    ranked = [*safe, *(kept_id for kept_id in reversed(book.ids) if kept_id not in safe)]
    pinned = journal.pins(store)
    places = [kept_id for kept_id in ranked if kept_id not in pinned]
    for release_id in places[n_kept:]:
        remove(store, release_id)
        book = without(book, release_id)
    journal.write(store, book)
    return book


def without(book: Journal, release_id: str) -> Journal:
    """Return the journal that knows a release to be gone."""
    return book.changed(
        releases=tuple(
            record.model_copy(update={"is_gone": True})
            if record.release_id == release_id
            else record
            for record in book.releases
        )
    )


def remove(store: Path, release_id: str) -> None:
    """Delete a release: it is gone at once, and its files soon after."""
    away = store / f".deleting-{release_id}-{secrets.token_hex(4)}"
    (store / "releases" / release_id).rename(away)
    journal.sync(store / "releases")
    shutil.rmtree(away, ignore_errors=True)


def _read(store: Path) -> tuple[Journal | None, list[str]]:
    """Return the journal; one that is damaged is put aside, which is told."""
    try:
        return journal.read(store), []
    except journal.DamagedJournalError as error:
        aside = store / f"{journal.NAME}.damaged"
        (store / journal.NAME).replace(aside)
        return None, [
            f"{error} It is now {aside.name}, and the order of the releases was taken from their "
            "manifests; what it knew of deleted releases is lost."
        ]


def _in_order(
    book: Journal, unrecorded: list[Record], there: Iterable[str], current: str | None
) -> tuple[Record, ...]:
    """Return all records, oldest first; those found are the newest."""
    is_here = set(there)
    anew = {record.release_id for record in unrecorded}
    known = [
        record.model_copy(update={"is_gone": record.release_id not in is_here})
        for record in book.releases
        if record.release_id not in anew
    ]
    return (*known, *_by_what_they_replaced(unrecorded, current))


def _by_what_they_replaced(records: list[Record], current: str | None) -> list[Record]:
    """Return releases, oldest first: each says which it replaced; else by the clock of then."""
    by_id = {record.release_id: record for record in records}
    chain: list[Record] = []
    at = by_id.get(current or "")
    while at is not None and at not in chain:
        chain.insert(0, at)
        at = by_id.get(at.replaced or "")
    rest = [record for record in records if record not in chain]
    rest.sort(key=lambda record: (record.published_at or "", record.release_id))
    return rest + chain
