"""Pin, unpin and delete releases of a store, each under its lock."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from data_loaders.release import kept_releases
from data_loaders.release.store_lock import cannot_be_written, locked
from straits import journal
from straits.errors import StoreError
from straits.journal import Journal


def pin(store: Path, ids: Sequence[str], reason: str) -> list[str]:
    """Keep releases until they are unpinned; returns what to tell.

    Raises StoreError, and pins none, if one is not there or the store cannot be written.
    """
    with _changing(store) as (_, notes):
        _check_there(store, ids)
        for release_id in ids:
            journal.pin(store, release_id, reason)
    return [*notes, *(f"Release {pinned_id} is pinned: no ingest deletes it." for pinned_id in ids)]


def unpin(store: Path, ids: Sequence[str]) -> list[str]:
    """Let releases be deleted when they are old enough; returns what to tell.

    A pin whose release is not there can be taken away too.
    Raises StoreError, and unpins none, if one is not pinned or the store cannot be written.
    """
    with _changing(store) as (_, notes):
        pinned = journal.pins(store)
        if wrong := [pinned_id for pinned_id in ids if pinned_id not in pinned]:
            raise StoreError(
                f"Release {wrong[0]!r} is not pinned in {store}; "
                f"{', '.join(pinned) or 'none'} is. Nothing was changed."
            )
        for release_id in ids:
            journal.unpin(store, release_id)
    told = "is no longer pinned: an ingest deletes it once it is older than those kept."
    return [*notes, *(f"Release {pinned_id} {told}" for pinned_id in ids)]


def delete(store: Path, ids: Sequence[str]) -> list[str]:
    """Delete releases; returns what to tell, with the room that it made.

    Raises StoreError, and deletes none, if one is not there, current or pinned, or the store cannot
    be written.
    """
    with _changing(store) as (book, notes):
        _check_there(store, ids)
        # A `current` that leads elsewhere than to a release protects none.
        current, pinned = kept_releases.current_id(store), journal.pins(store)
        for release_id in ids:
            if release_id == current:
                raise StoreError(
                    f"Release {release_id} is the current one of {store}, which every page opens. "
                    "Nothing was deleted. Ingest the study again, then delete it."
                )
            if release_id in pinned:
                why = f" ({pinned[release_id]})" if pinned[release_id] else ""
                raise StoreError(
                    f"Release {release_id} of {store} is pinned{why}. Nothing was deleted. "
                    f"Unpin it first: python -m straits releases unpin {release_id} --store {store}"
                )
        for release_id in dict.fromkeys(ids):
            n_bytes = journal.n_bytes(store, release_id)
            kept_releases.remove(store, release_id)
            book = kept_releases.without(book, release_id)
            journal.write(store, book)
            notes.append(f"Release {release_id} is deleted; that frees {n_bytes / 1e6:,.1f} MB.")
    return notes


@contextmanager
def _changing(store: Path) -> Iterator[tuple[Journal, list[str]]]:
    """Give the settled journal and what to tell of it, while nobody else changes the store."""
    if not (store / "releases").is_dir():
        raise StoreError(f"There is no store at {store}: it has no folder 'releases'.")
    with locked(store):
        try:
            kept_releases.clear(store)
            yield kept_releases.settle(store)
        except OSError as error:
            raise cannot_be_written(store, error) from error


def _check_there(store: Path, ids: Sequence[str]) -> None:
    there = journal.there(store)
    if wrong := [release_id for release_id in ids if release_id not in there]:
        raise StoreError(
            f"{store} has no release {wrong[0]!r}; it has {', '.join(there) or 'none'}. "
            "Nothing was changed."
        )
