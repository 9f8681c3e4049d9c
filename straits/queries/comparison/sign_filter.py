"""Alleles that carry a sign of a batch effect, as a filter of everything that is compared."""

from dataclasses import replace
from functools import partial

from straits.errors import QueryError
from straits.queries.allele.allele_filters import (
    Filters,
    filtered_ranges,
    in_both,
    merged,
    n_alleles,
    outside,
)
from straits.queries.allele.allele_ranges import AlleleRange
from straits.queries.comparison.batch_signs import batch_warnings, looked_in
from straits.queries.groups.population import Population
from straits.store import Store

# More than this would keep a reader waiting for minutes.
MOST_LOOKED_AT = 500_000
# Alleles whose counts are held at once.
_AT_ONCE = 32_768


def with_signs_found(store: Store, a: Population, b: Population, filters: Filters) -> Filters:
    """Return filters that know which alleles their `sign` means.

    Signs are those of `batch_warnings`, in groups of the groupings of A and of B, whoever of these
    A and B are.
    Raises QueryError where more than MOST_LOOKED_AT alleles would have to be looked at.
    """
    if not filters.sign:
        return filters
    ranges = filtered_ranges(store, replace(filters, signed=None))
    n_within = n_alleles(ranges)
    if n_within > MOST_LOOKED_AT:
        raise QueryError(
            f"Signs of a batch effect are looked for among {MOST_LOOKED_AT:,} alleles at most, and "
            f"these are {n_within:,}. Name a gene, a list of genes or a region, or take the sign "
            "of each allele from the whole table."
        )
    asked = (ranges, looked_in((a, b)), filters.sample_set)
    carry = store.derived.answer(("signed", *asked), partial(_carrying, store, *asked))
    kept = in_both(ranges, carry) if filters.sign == "with" else outside(ranges, carry)
    return replace(filters, signed=kept)


def _carrying(
    store: Store, ranges: tuple[AlleleRange, ...], groupings: tuple[str, ...], sample_set: str
) -> tuple[AlleleRange, ...]:
    carry: list[AlleleRange] = []
    indices = [index for first, last in ranges for index in range(first, last + 1)]
    for start in range(0, len(indices), _AT_ONCE):
        alleles = store.alleles.names(indices[start : start + _AT_ONCE])
        signs = batch_warnings(store, alleles, groupings, sample_set)
        carry.extend((index, index) for index in signs["allele_index"])
    return merged(carry)
