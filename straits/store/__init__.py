"""A release, opened read-only behind the guard."""

from straits.store.store import Store, StudyFacts, open_store

__all__ = ["Store", "StudyFacts", "open_store"]
