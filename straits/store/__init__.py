"""A release, opened read-only behind the guard."""

from straits.store.opening import open_store, watched_store, whole_release
from straits.store.releases import is_there, known_of
from straits.store.store import Store, StudyFacts

__all__ = [
    "Store", "StudyFacts", "is_there", "known_of", "open_store", "watched_store", "whole_release",
]  # fmt: skip
