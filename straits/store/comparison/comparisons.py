"""Passes over the alleles of a comparison, kept by what was asked; nothing has passed the guard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from straits.comparison import (
    block_maxima,
    difference_grid,
    grids,
    many_groups,
    measures,
    projected_groups,
    ranged_counts,
    ranked_alleles,
    ranked_by_p,
    tested,
    totals,
)
from straits.comparison.block_maxima import Blocks
from straits.comparison.difference_grid import DifferenceGrid
from straits.comparison.grids import Peaks
from straits.comparison.judged import Comparison, Floats
from straits.comparison.many_groups import Groups, Sums
from straits.comparison.ranged_counts import Ranged
from straits.comparison.ranked_alleles import Level, Ranked
from straits.comparison.tests_of_tables import log_factorials
from straits.comparison.totals import Totals
from straits.popgen import multiplicity
from straits.store.comparison.asked_comparison import Asked, key_of
from straits.store.comparison.counted_sides import CountedSides
from straits.store.held.budget import Cache
from straits.store.query.running import Check, Runner
from straits.store.query.sql_files import fixed
from straits.store.releases.told_of_damage import reading

# The rate of false discoveries up to which all tests of very many alleles are worked out at once.
ALPHA = 0.05
# With no more alleles than this all of them are tested at once.
_ALL_TESTED = 2_000_000

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Tests:
    """The family of tests of the alleles compared.

    n_tests, n_unable
        Alleles that are in it, and those that are not as they are too rare to be significant.
    largest_minimum
        An allele whose smallest attainable p is above this is not in the family.
    limit
        Up to which p is told, 1 for all of them.
    p, n_variants
        In rising order, and how many alleles have each, shape (n,).
    """

    n_tests: int
    n_unable: int
    largest_minimum: float
    limit: float
    p: Floats
    n_variants: NDArray[np.int64]


class Comparisons:
    """Answers about comparisons of one release; safe between threads."""

    def __init__(self, sides: CountedSides, runner: Runner, kept: Cache) -> None:
        """Count nothing yet."""
        self._sides, self._runner, self._kept = sides, runner, kept

    def totals(self, asked: Asked) -> Totals:
        """Return how many alleles there are by reason."""
        return self._answer("totals", asked, totals.totals)

    def ranked(self, asked: Asked, order: str, first: int, n_wanted: int) -> Ranked:
        """Return alleles from a rank on, by an order of `measures.exact` or "genome"."""

        def rank(comparison: Comparison, check: Check) -> Ranked:
            if order == "genome":
                return ranked_alleles.ranked(
                    comparison, [ranked_alleles.place], first, n_wanted, check
                )
            known = self._blocks(asked, order)
            if order == "p":
                factorials = self._factorials(asked)
                return ranked_by_p.ranked_by_p(
                    comparison, known, first, n_wanted, factorials, check
                )
            levels: list[Level] = [
                partial(measures.exact, order), measures.larger_af, ranked_alleles.place
            ]  # fmt: skip
            return ranked_alleles.ranked(comparison, levels, first, n_wanted, check, blocks=known)

        return self._answer(("ranked", order, first, n_wanted), asked, rank)

    def ranged(self, asked: Asked, n_wanted: int) -> Ranged:
        """Return the first alleles left out as a count is a range, and how many there are."""

        def find(comparison: Comparison, check: Check) -> Ranged:
            a, b = (self._sides.ranges(asked, side, check) for side in "ab")
            return ranged_counts.ranged(comparison, a, b, n_wanted, check)

        return self._answer(("ranged", n_wanted), asked, find)

    def n_called(self, asked: Asked, alleles: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
        """Return by side how many people were called at alleles that are compared."""
        with self._runner.counting("comparison") as check, reading("Counts of groups"):
            return {side: self._sides.n_called(asked, side, alleles, check) for side in "ab"}

    def frequency_grid(self, asked: Asked, n_bins: int) -> NDArray[np.int64]:
        """Return how many alleles lie in each cell of AF in A by AF in B."""
        count = partial(_with_check, grids.frequency_grid, n_bins)
        return self._answer(("frequencies", n_bins), asked, count)

    def difference_grid(self, asked: Asked) -> DifferenceGrid:
        """Return how many alleles lie in each cell of the difference by -log10 p."""
        grid = self._tested(asked, False, 1.0)[1]
        if grid.is_whole:
            return grid
        limit = 10**-grid.height
        return self._answer(
            "differences", asked, lambda *given: self._test(asked, limit, 1.0, *given)[1]
        )

    def peaks(self, asked: Asked, measure: str, n_in_stretch: int) -> Peaks:
        """Return the most different allele of each stretch."""
        factorials = self._factorials(asked)

        def find(comparison: Comparison, check: Check) -> Peaks:
            return grids.peaks(comparison, measure, n_in_stretch, factorials, check)

        return self._answer(("peaks", measure, n_in_stretch), asked, find)

    def fst_sums(self, asked: Asked) -> tuple[float, float]:
        """Return the sums of numerators and denominators of Hudson's F_ST."""
        return self._answer("fst", asked, totals.fst_sums)

    def group_sums(self, asked: Sequence[Asked]) -> Sums:
        """Return the sums over the alleles of A of several comparisons, as `many_groups.sums`."""
        return self._of_groups("groups", asked, many_groups.sums)

    def group_projection(self, asked: Sequence[Asked]) -> tuple[Floats, int]:
        """Return what combinations of samples as large as `Sums.size` would show.

        Besides, how many alleles were left out; see `projected_groups.projected`.
        """
        known = self.group_sums(asked)
        factorials = self._log_factorials(known.most_an)

        def project(groups: Groups, check: Check) -> tuple[Floats, int]:
            return projected_groups.projected(groups, known.size, factorials, check)

        return self._of_groups("projected", asked, project)

    def _of_groups(
        self, question: str, asked: Sequence[Asked], make: Callable[[Groups, Check], Answer]
    ) -> Answer:
        def ask() -> Answer:
            with self._runner.counting("comparison") as check, reading("Counts of groups"):
                return make(self._sides.groups(asked, self._is_shown, check), check)

        return self._kept.answer((question, *map(key_of, asked)), ask)

    def _is_shown(self, asked: Asked, call_set_id: str) -> bool:
        values = {
            "call_set_id": call_set_id, "grouping": asked["a_grouping"],
            "group_id": asked["a_group"], "sample_set": asked["sample_set"],
        }  # fmt: skip
        text = fixed("store", "is_cell_shown").text
        flags = self._runner.run("comparison", text, values)["is_shown"]
        return bool(flags.len() and flags[0])

    def tests(self, asked: Asked, leave_out_unable: bool, is_whole: bool) -> Tests:
        """Return the family of tests, up to ALPHA at least.

        leave_out_unable
            Leave out the alleles too rare to be significant (Tarone 1990).
        is_whole
            Return all of them, however long that takes.
        """
        n_compared, largest = self.totals(asked).n_compared, 1.0
        n_tests = n_compared
        if leave_out_unable:
            largest, n_tests = self._able(asked)
        p, n_variants, limit = self._tested(asked, is_whole, largest)[0]
        return Tests(n_tests, n_compared - n_tests, largest, limit, p, n_variants)

    def _able(self, asked: Asked) -> tuple[float, int]:
        """Return the largest smallest p of an allele in the family, and how many are in it."""
        factorials = self._factorials(asked)

        def find(comparison: Comparison, check: Check) -> tuple[float, int]:
            smallest, n_variants = tested.minima(comparison, ALPHA, factorials, check)
            is_able = multiplicity.can_be_significant(smallest, ALPHA, n_variants)
            return float(smallest[is_able].max(initial=0.0)), int(n_variants[is_able].sum())

        return self._answer("able", asked, find)

    def _tested(
        self, asked: Asked, is_whole: bool, largest_minimum: float
    ) -> tuple[tuple[Floats, NDArray[np.int64], float], DifferenceGrid]:
        is_whole = is_whole or self.totals(asked).n_compared <= _ALL_TESTED
        limit = 1.0 if is_whole else ALPHA
        make = partial(self._test, asked, limit, largest_minimum)
        return self._answer(("tested", limit, largest_minimum), asked, make)

    def _test(
        self, asked: Asked, limit: float, largest_minimum: float, comparison: Comparison,
        check: Check,
    ) -> tuple[tuple[Floats, NDArray[np.int64], float], DifferenceGrid]:  # fmt: skip
        known = self.totals(asked)
        sizes = known.most_an_a, known.most_an_b
        made = tested.difference_tests(
            comparison, limit, sizes, self._factorials(asked), check, largest_minimum
        )
        rising = tested.added_up(made.p, made.n_variants)
        return (*rising, made.limit), difference_grid.difference_grid(made)

    def _blocks(self, asked: Asked, order: str) -> Blocks:
        def find(comparison: Comparison, check: Check) -> Blocks:
            return block_maxima.largest_of_blocks(comparison, order, check)

        return self._answer(("blocks", order), asked, find)

    def _factorials(self, asked: Asked) -> Floats:
        known = self.totals(asked)
        return self._log_factorials(known.most_an_a + known.most_an_b)

    def _log_factorials(self, largest: int) -> Floats:
        return self._kept.answer(("factorials", largest), partial(log_factorials, largest))

    def _answer(
        self, question: object, asked: Asked, make: Callable[[Comparison, Check], Answer]
    ) -> Answer:
        def ask() -> Answer:
            with self._runner.counting("comparison") as check, reading("Counts of groups"):
                return make(self._sides.comparison(asked, check), check)

        return self._kept.answer((question, key_of(asked)), ask)


def _with_check(
    make: Callable[..., Answer], value: int, comparison: Comparison, check: Check
) -> Answer:
    return make(comparison, value, check)
