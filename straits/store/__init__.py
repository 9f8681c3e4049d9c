"""A release, opened read-only behind the guard."""

from straits.store.releases import known_of
from straits.store.store import Store, StudyFacts, open_store

__all__ = ["Store", "StudyFacts", "known_of", "open_store"]
