"""A release, opened read-only behind the guard."""

from straits.store.door import Store, StudyFacts
from straits.store.opening import open_store, watched_store, whole_release
from straits.store.releases.release_history import is_there, known_of

__all__ = [
    "Store", "StudyFacts", "is_there", "known_of", "open_store", "watched_store", "whole_release",
]  # fmt: skip
