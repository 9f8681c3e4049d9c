"""One typed function per question that a page, the command line or an analyst asks of a store.

Every function takes a Store first and returns a Polars frame or a small frozen dataclass. Counts
that the study's profile withholds are null, and the column `state` says "withheld" there.
"""

from straits.queries import (
    allele,
    cohorts,
    comparison,
    frequencies,
    gene,
    groups,
    phenotypes,
    search,
    study,
)

__all__ = [
    "allele",
    "cohorts",
    "comparison",
    "frequencies",
    "gene",
    "groups",
    "phenotypes",
    "search",
    "study",
]
