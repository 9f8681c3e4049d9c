"""One callable per question that a page, the command line or an analyst asks of a store.

Every one takes a Store first and returns a Polars frame or a small frozen dataclass: a `Question`
where the answer is that of a file of sql/queries, asked by names, a typed function elsewhere.
Counts that the study's profile withholds are null; the column `state` says "withheld" there.
"""

from straits.queries import (
    allele,
    cohorts,
    comparison,
    findings,
    frequencies,
    gene,
    groups,
    learn,
    lists,
    logged,
    pharmacogenes,
    phenotypes,
    search,
    sending,
    study,
    told,
)

__all__ = [
    "allele", "cohorts", "comparison", "findings", "frequencies", "gene", "groups", "learn",
    "lists", "logged", "pharmacogenes", "phenotypes", "search", "sending", "study",
    "told",
]  # fmt: skip
