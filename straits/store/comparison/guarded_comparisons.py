"""What a store tells of a comparison of two groups, over any number of alleles."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

import numpy as np
import polars as pl

from straits import privacy
from straits.comparison.judged import REASONS, Floats
from straits.comparison.many_groups import Sums
from straits.errors import QueryError
from straits.flat.flat_names import Names
from straits.privacy import Column, Profile, parse_columns
from straits.store.comparison import named_rows
from straits.store.comparison.asked_comparison import Asked
from straits.store.comparison.comparisons import Comparisons, Tests
from straits.store.exit import Exit
from straits.store.query.bound_values import check_comparison
from straits.store.query.sql_files import fixed_query

# Rows that are ranked in one answer.
MOST_ROWS = 1_000_000

_BY_REASON = parse_columns(["reason identity", "n_variants count_variants"])
_DIFFERENCES = parse_columns(
    ["bin_difference identity", "bin_p identity", "n_variants count_variants"]
)

Answer = TypeVar("Answer")


class GuardedComparisons:
    """Comparisons as pages and commands may ask about them.

    Each method takes a comparison as sql/macros/comparison/compared_alleles.sql does, and raises
    QueryError for one that is not so, that was cancelled, or that would count genotypes of a cohort
    at too many alleles; DamageError where files are not what was written.
    """

    def __init__(self, of: Comparisons, names: Callable[[], Names], profile: Profile, exit_: Exit):
        """Start without having read anything."""
        self._of, self._names, self._profile, self._exit = of, names, profile, exit_

    def totals(self, comparison: Asked) -> pl.DataFrame:
        """Return one row per reason: how many alleles are "compared" or left out for it.

        Columns: reason, n_variants.
        """

        def ask() -> pl.DataFrame:
            numbers = self._of.totals(comparison).numbers
            return pl.DataFrame({"reason": REASONS, "n_variants": numbers})

        return self._let_out("totals", comparison, {}, ask, _BY_REASON)

    def ranked(
        self, comparison: Asked, order_by: str, n_wanted: int, n_skipped: int
    ) -> pl.DataFrame:
        """Return one row per allele compared, the most different first.

        Columns: those of sql/queries/comparison/allele_differences.sql.

        order_by
            As there; and "genome", in order of the alleles.
        Raises QueryError for more than MOST_ROWS at once.
        """
        if n_wanted > MOST_ROWS:
            raise QueryError(f"Ask for at most {MOST_ROWS:,} rows at once, not {n_wanted:,}.")
        columns = fixed_query("allele_differences").columns

        def ask() -> pl.DataFrame:
            best = self._of.ranked(comparison, order_by, n_skipped, n_wanted)
            n_called = self._of.n_called(comparison, best.allele_index)
            counts = np.stack([best.ac_a, best.an_a, best.ac_b, best.an_b])
            rows = named_rows.compared_rows(self._names(), best.allele_index, n_called, counts)
            return privacy.guard(rows, columns, self._profile)

        given = {"order_by": order_by, "n_wanted": n_wanted, "n_skipped": n_skipped}
        return self._let_out("ranked", comparison, given, ask, columns)

    def ranged(self, comparison: Asked, n_wanted: int) -> tuple[int, pl.DataFrame]:
        """Return how many alleles are left out as a count is a range, and the first, in order.

        Columns: those of sql/queries/comparison/censored_differences.sql but n_variants.
        """
        columns = [
            column
            for column in fixed_query("censored_differences").columns
            if column.name != "n_variants"
        ]

        def ask() -> tuple[int, pl.DataFrame]:
            found = self._of.ranged(comparison, n_wanted)
            n_called = self._of.n_called(comparison, found.allele_index)
            rows = named_rows.ranged_rows(self._names(), found, n_called)
            return found.n_variants, privacy.guard(rows, columns, self._profile)

        return self._let_out("ranged", comparison, {"n_wanted": n_wanted}, ask, columns)

    def frequency_grid(self, comparison: Asked, n_bins: int) -> pl.DataFrame:
        """Return one row per occupied cell of AF in A by AF in B.

        Columns: those of sql/queries/comparison/frequency_density.sql.
        """
        columns = fixed_query("frequency_density").columns

        def ask() -> pl.DataFrame:
            return _cells(self._of.frequency_grid(comparison, n_bins), "bin_a", "bin_b")

        return self._let_out("frequency_grid", comparison, {"n_bins": n_bins}, ask, columns)

    def difference_grid(self, comparison: Asked) -> tuple[pl.DataFrame, float]:
        """Return one row per occupied cell of the difference by -log10 p, and a cell's height.

        Columns: bin_difference (from 0 at -1, of N_DIFFERENCES), bin_p (from 0 at 0), n_variants.
        p is that of each allele's own test.
        """

        def ask() -> tuple[pl.DataFrame, float]:
            grid = self._of.difference_grid(comparison)
            return _cells(grid.numbers, "bin_difference", "bin_p"), grid.height

        return self._let_out("difference_grid", comparison, {}, ask, _DIFFERENCES)

    def peaks(self, comparison: Asked, measure: str, n_in_stretch: int) -> pl.DataFrame:
        """Return one row per stretch of n_in_stretch alleles of the release: its most different.

        Columns: those of sql/queries/comparison/track_peaks.sql.

        measure
            "p": by p of its own test, and by the score statistic where p is equal; "fst".
        """
        columns = fixed_query("track_peaks").columns

        def ask() -> pl.DataFrame:
            peaks = self._of.peaks(comparison, measure, n_in_stretch)
            n_called = self._of.n_called(comparison, peaks.allele_index)
            rows = named_rows.peak_rows(
                self._names(), peaks.stretch, peaks.n_variants, peaks.allele_index, n_called,
                peaks.counts,
            )  # fmt: skip
            return privacy.guard(rows, columns, self._profile)

        given = {"measure": measure, "n_in_stretch": n_in_stretch}
        return self._let_out("peaks", comparison, given, ask, columns)

    def tests(self, comparison: Asked, leave_out_unable: bool, is_whole: bool) -> Tests:
        """Return the family of tests of all the alleles compared.

        leave_out_unable
            Leave out the alleles too rare to be significant (Tarone 1990).
        is_whole
            Tell of p above 0.05 too, which takes longer where alleles are many.
        """
        ask = partial(self._of.tests, comparison, leave_out_unable, is_whole)
        given = {"leave_out_unable": leave_out_unable, "is_whole": is_whole}
        return self._let_out("tests", comparison, given, ask)

    def fst_sums(self, comparison: Asked) -> tuple[float, float]:
        """Return the sums of numerators and denominators of Hudson's F_ST over the alleles."""
        ask = partial(self._of.fst_sums, comparison)
        return self._let_out("fst_sums", comparison, {}, ask)

    def group_sums(self, comparisons: Sequence[Asked]) -> Sums:
        """Return what adds up over the alleles that A of each of several comparisons has called.

        The alleles and filters are those of the first, but for its indels, AN and AF.
        """
        ask = partial(self._of.group_sums, comparisons)
        return self._of_several("group_sums", comparisons, ask)

    def group_projection(self, comparisons: Sequence[Asked]) -> tuple[Floats, int]:
        """Return what samples of `Sums.size` would show of each combination of these groups.

        Shape (2**k,), as of popgen.spectrum.shared_alleles; and how many alleles had fewer called.
        """
        ask = partial(self._of.group_projection, comparisons)
        return self._of_several("group_projection", comparisons, ask)

    def _of_several(
        self, question: str, comparisons: Sequence[Asked], ask: Callable[[], Answer]
    ) -> Answer:
        for comparison in comparisons:
            check_comparison(comparison)
        return self._exit.let_out(f"comparisons.{question}", {"comparisons": comparisons}, ask)

    def _let_out(
        self, question: str, comparison: Asked, given: Mapping[str, object],
        ask: Callable[[], Answer], columns: Sequence[Column] = (),
    ) -> Answer:  # fmt: skip
        check_comparison(comparison)
        told = {"comparison": comparison, **given}
        return self._exit.let_out(f"comparisons.{question}", told, ask, columns)


def _cells(numbers: np.ndarray, first: str, second: str) -> pl.DataFrame:
    """Return one row per cell that holds anything, in order."""
    at_first, at_second = np.nonzero(numbers)
    return pl.DataFrame(
        {first: at_first, second: at_second, "n_variants": numbers[at_first, at_second]},
        schema={first: pl.Int32, second: pl.Int32, "n_variants": pl.Int64},
    )
