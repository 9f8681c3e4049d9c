"""Every row of a comparison, a stretch of them at a time, and what the table says of itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from straits.errors import QueryError
from straits.queries.allele.allele_filters import Filters, filtered_ranges
from straits.queries.allele.allele_ranges import AlleleRange
from straits.queries.comparison.batch_signs import batch_warnings, in_words, looked_in
from straits.queries.comparison.effect_sizes import SMALLEST_P, with_intervals, with_measures
from straits.queries.comparison.families import Family, family_of_tests
from straits.queries.comparison.ranked_differences import (
    GENOME_ORDER,
    DifferenceTotals,
    allele_differences,
    difference_totals,
)
from straits.queries.comparison.sign_filter import with_signs_found
from straits.queries.comparison.table_header import header
from straits.queries.groups.populations_shown import Population
from straits.store import Store, passing

# Alleles whose rows are made and held at once.
AT_ONCE = 32_768

_OF_SIDE = ("n_called", "ac", "an", "af", "af_low", "af_high", "filter", "absence", "an_source")
COLUMNS = (
    "contig", "pos", "ref", "alt", "variant_id", "rsid", "variant_type", "gene_symbol", "gene_id",
    "consequence", "consequence_class", "location_class", "clinvar_class", "clinvar_stars",
    *(f"{name}_{side}" for side in "ab" for name in _OF_SIDE),
    "difference", "difference_low", "difference_high", "ratio", "z_score", "p", "test",
    "p_minimum", "q", "p_bonferroni", "fst", "batch_sign",
)  # fmt: skip


@dataclass(frozen=True)
class WholeTable:
    """The rows of a comparison, all of them.

    header
        What they are of, as of `table_header.header`.
    stretches
        Rows with COLUMNS, in order, at most AT_ONCE at a time and at least one frame; each is made
        when it is asked for, and raises QueryError where it was cancelled meanwhile.
    """

    header: Mapping[str, str]
    stretches: Iterator[pl.DataFrame]


def whole_table(
    store: Store, a: Population, b: Population, filters: Filters, order_by: str = GENOME_ORDER
) -> WholeTable:
    """Return every allele compared, with the columns of `allele_differences` and more.

    Added: difference_low and difference_high (Newcombe 95 %), fst (Hudson's, of the allele alone),
    batch_sign (of `batch_signs.in_words`, null where there is none).
    p, q and p_bonferroni too small for a number are SMALLEST_P.

    Totals and family are counted before this returns.
    Raises QueryError where `allele_differences` does, and where no allele is left to compare.
    """
    filters = with_signs_found(store, a, b, filters)
    totals = difference_totals(store, a, b, filters)
    if not totals.n_compared:
        raise QueryError(
            f"None of the {totals.n_alleles:,} alleles there can be compared between {a.label} and "
            f"{b.label}. Widen the filters, or choose other groups."
        )
    family = family_of_tests(store, a, b, filters, is_whole=True)
    about = header(store, a, b, filters, order_by, totals, family)
    return WholeTable(about, _stretches(store, a, b, filters, order_by, totals, family))


def _stretches(
    store: Store, a: Population, b: Population, filters: Filters, order_by: str,
    totals: DifferenceTotals, family: Family,
) -> Iterator[pl.DataFrame]:  # fmt: skip
    def rows(within: Filters, limit: int, offset: int) -> pl.DataFrame:
        # Each is asked for once, and would drive out what others use.
        with passing():
            ranked = allele_differences(
                store, a, b, within, order_by, limit, offset, family, filters
            )
            signs = batch_warnings(store, ranked, looked_in((a, b)), filters.sample_set)
            return _finished(ranked, signs)

    if order_by != GENOME_ORDER:
        # What the order is found by is made and kept before.
        allele_differences(store, a, b, filters, order_by, 1, family=None)
        for offset in range(0, totals.n_compared, AT_ONCE):
            yield rows(filters, AT_ONCE, offset)
        return
    for span in _spans(filtered_ranges(store, filters)):
        yield rows(replace(filters, span=span), AT_ONCE, 0)


def _spans(ranges: tuple[AlleleRange, ...]) -> Iterator[AlleleRange]:
    """Yield ends between which at most AT_ONCE alleles of the ranges lie, in order."""
    start, end, n_alleles = 0, -1, 0
    for first, last in ranges:
        while first <= last:
            part = min(last, first + AT_ONCE - n_alleles - 1)
            start = start if n_alleles else first
            end, n_alleles = part, n_alleles + part - first + 1
            first = part + 1
            if n_alleles == AT_ONCE:
                yield start, end
                n_alleles = 0
    if n_alleles:
        yield start, end


def _finished(ranked: pl.DataFrame, signs: pl.DataFrame) -> pl.DataFrame:
    words = in_words(signs).rename({"sign": "batch_sign"})
    ranked = ranked.join(words, on="allele_index", how="left", maintain_order="left")
    measured = with_measures(with_intervals(ranked))
    return measured.with_columns(
        pl.col("p", "q", "p_bonferroni").clip(lower_bound=SMALLEST_P)
    ).select(COLUMNS)
