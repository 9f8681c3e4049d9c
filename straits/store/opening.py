"""The releases that this process has open."""

import threading
from collections import OrderedDict
from pathlib import Path

from straits.errors import DamageError, StoreError
from straits.store import wholeness
from straits.store.release import find_release, locate, release_ids
from straits.store.store import Store
from straits.store.told import reading

MAX_HELD = 2

_held: OrderedDict[tuple[Path, str], Store] = OrderedDict()
_held_lock = threading.Lock()


def open_store(path: Path | None = None, release: str | None = None) -> Store:
    """Open a release of a store: the one named, or the current one. Default path: STRAITS_STORE.

    A release already open in this process is shared; at most two are held. A held release stays
    what it was when another one becomes current.
    Raises StoreError, with the way out, if it is missing, damaged or of another version.
    """
    found = find_release(path, release)
    known = wholeness.of(found)
    key = (found.aggregates, found.release_id)
    with _held_lock:
        held = _held.get(key)
        if held is not None and held.wholeness is not known:
            # Files were written to: what is kept of them is not theirs any more.
            del _held[key]
        known.require()
        if key not in _held:
            with reading(f"Release {found.release_id}"):
                _held[key] = Store(found)
            while len(_held) > MAX_HELD:
                _held.popitem(last=False)
        _held.move_to_end(key)
        return _held[key]


def watched_store(release: str | None = None) -> Store:
    """Open a release as a server does: it is then checked in the background."""
    try:
        opened = open_store(release=release)
    except DamageError as error:
        if error.release_id:
            wholeness.watch(locate(None, error.release_id))
        raise
    wholeness.watch(opened.wholeness.release)
    return opened


def whole_release(besides: str, path: Path | None = None) -> tuple[str | None, bool]:
    """Return the newest other release found whole, if any, and whether some are being checked."""
    is_waiting = False
    for name in sorted(release_ids(path), reverse=True):
        if name == besides:
            continue
        try:
            found = find_release(path, name)
        except StoreError:
            continue
        known = wholeness.of(found)
        if known.is_whole:
            return name, is_waiting
        wholeness.watch(found)
        is_waiting |= known.is_due
    return None, is_waiting
