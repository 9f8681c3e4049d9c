"""What is slow the first time a kernel is called, done before somebody waits for it."""

from functools import partial

import numpy as np

from straits.comparison import (
    block_maxima,
    grids,
    many_groups,
    measures,
    projected_groups,
    ranked_alleles,
    ranked_by_p,
    tested,
    totals,
)
from straits.comparison.judged import CallSetCounts, Comparison
from straits.comparison.passes import go_on
from straits.comparison.ranked_alleles import Level
from straits.comparison.tests_of_tables import log_factorials

_N, _AN = 64, 40


def load_kernels() -> None:
    """Load every kernel of comparisons from disk, or compile it: some seconds once in all."""
    an = np.full(_N, _AN, np.int32)
    ac = np.arange(_N, dtype=np.int32) % (_AN + 1)
    sides = [CallSetCounts(ac, an)], [CallSetCounts(ac[::-1].copy(), an)]
    comparison = Comparison(*sides, [(0, _N - 1)])
    factorials = log_factorials(2 * _AN)
    totals.totals(comparison, go_on)
    for order in ("abs_difference", "ratio", "fst"):
        blocks = block_maxima.largest_of_blocks(comparison, order, go_on)
        levels: list[Level] = [
            partial(measures.exact, order), measures.larger_af, ranked_alleles.place
        ]  # fmt: skip
        ranked_alleles.ranked(comparison, levels, 0, 1, go_on, blocks=blocks)
    by_p = block_maxima.largest_of_blocks(comparison, "p", go_on)
    ranked_by_p.ranked_by_p(comparison, by_p, 0, 1, factorials, go_on)
    tested.difference_tests(comparison, 1.0, (_AN, _AN), factorials, go_on)
    grids.frequency_grid(comparison, 2, go_on)
    for measure in ("p", "fst"):
        grids.peaks(comparison, measure, _N, factorials, go_on)
    totals.fst_sums(comparison, go_on)
    groups = many_groups.Groups(sides, comparison.ranges, None, [])
    known = many_groups.sums(groups, go_on)
    projected_groups.projected(groups, known.size, factorials, go_on)
