"""A release, opened read-only; `Store.query` is the only door to its data."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl


@dataclass(frozen=True)
class StudyFacts:
    """What the study says of itself, as it was when the release was built."""

    name: str
    description: str
    build: str  # "GRCh37" or "GRCh38"
    profile: str
    is_synthetic: bool
    release_id: str
    created_at: datetime
    straits_version: str
    relatedness: str  # "known" or "not known"


class Store:
    """One release of a study. Safe to share between threads: each query has its own cursor."""

    study: StudyFacts
    release_id: str
    profile: str

    def query(self, name: str, **parameters: object) -> pl.DataFrame:
        """Return the guarded rows of sql/queries/<name>.sql."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Stop the queries that are running in this store."""
        raise NotImplementedError


def open_store(path: Path | None = None, release: str | None = None) -> Store:
    """Open a release of a store: the one named, or the current one. Default path: STRAITS_STORE."""
    raise NotImplementedError
