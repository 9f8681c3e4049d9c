"""A release, opened read-only behind the guard."""

from straits.store.releases import is_there, known_of
from straits.store.store import Store, StudyFacts, open_store

__all__ = ["Store", "StudyFacts", "is_there", "known_of", "open_store"]
