"""The releases that this process has open."""

import threading
from collections import OrderedDict
from pathlib import Path

from straits import journal, privacy
from straits.errors import DamageError, StoreError
from straits.store.audited.answer_log import AnswerLog
from straits.store.audited.who_asks import who
from straits.store.door import Store
from straits.store.releases import data_use, expired_bundles, wholeness
from straits.store.releases.release_files import Release, find_release, gone, locate, store_folder
from straits.store.releases.release_history import in_order, profile_name
from straits.store.releases.told_of_damage import reading
from straits.store.releases.wholeness import Wholeness

# Two releases, each for readers of two kinds of purpose.
MAX_HELD = 4

# The folder and name of a release, and the sites that are left out of it.
_Key = tuple[Path, str, tuple[str, ...]]

_held: OrderedDict[_Key, Store] = OrderedDict()
_held_lock = threading.Lock()
# Held while a release is opened, which may take long: only who wants that very release waits.
_opening: dict[_Key, threading.Lock] = {}


def open_store(path: Path | None = None, release: str | None = None) -> Store:
    """Open a release of a store: the one named, or the current one. Default path: STRAITS_STORE.

    Sites are left out of it whose terms do not allow what whoever asks asks for, and those of
    partners whose bundle is past its last day. A release already
    open in this process is shared; at most MAX_HELD are held. A held release stays
    what it was when another one becomes current.
    Raises StoreError, with the way out, if it is missing, damaged or of another version, and
    ReleaseGoneError for one that is not current where the profile of either shows no other.
    """
    located = find_release(path, release)
    located = data_use.for_purposes(located, data_use.purposes_of(who()))
    located = expired_bundles.without_expired(located)
    is_current = release is None or release == journal.current_id(store_folder(path))
    if not is_current and _shows_current_alone(path):
        raise gone(located.release_id)
    opened = _opened(located)
    if not is_current and privacy.reads_current_alone(opened.profile):
        raise gone(located.release_id)
    return opened


def unpublished(folder: Path, release_id: str) -> Store:
    """Open a release that is being built: whatever it answers is let out by its profile."""
    return Store(Release(release_id, folder / "aggregates", folder / "rows"))


def _shows_current_alone(path: Path | None) -> bool:
    """Tell whether the profile of the current release shows no other; no if none is current.

    Where it cannot be opened, by what the journal says of it; yes if that is nothing.
    """
    current = journal.current_id(store_folder(path))
    if current is None:
        return False
    try:
        profile = open_store(path).profile
    except StoreError:
        named = profile_name(current, path)
        if named is None:
            return True
        profile = privacy.profile(named)
    return privacy.reads_current_alone(profile)


def _opened(located: Release) -> Store:
    known = wholeness.of(located)
    key = (located.aggregates, located.release_id, located.without["site_id"])
    held = _held_store(key, known)
    known.require()
    if held is not None:
        return held
    with _opening.setdefault(key, threading.Lock()):
        # Others may have opened it meanwhile.
        held = _held_store(key, known)
        if held is None:
            with reading(f"Release {located.release_id}"):
                held = Store(located, listener=AnswerLog(located.store))
            _hold(key, held)
        return held


def _held_store(key: _Key, known: Wholeness) -> Store | None:
    """Return the store that is held, if its files are those that are known."""
    with _held_lock:
        held = _held.get(key)
        if held is None:
            return None
        if held.wholeness is not known:
            # Files were written to: what is kept of them is not theirs any more.
            del _held[key]
            return None
        _held.move_to_end(key)
        return held


def _hold(key: _Key, opened: Store) -> None:
    with _held_lock:
        _held[key] = opened
        let_go = [_held.popitem(last=False) for _ in range(len(_held) - MAX_HELD)]
    # Taken apart, with its database, only once the lock is free again.
    del let_go


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
    for name in reversed(in_order(path)):
        if name == besides:
            continue
        try:
            located = find_release(path, name)
        except StoreError:
            continue
        known = wholeness.of(located)
        if known.is_whole:
            return name, is_waiting
        wholeness.watch(located)
        is_waiting |= known.is_due
    return None, is_waiting
