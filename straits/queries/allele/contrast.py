"""The difference of A and B at one allele: estimates, intervals, the test and its power.

All of it follows from counts that the guard let out, so nothing withheld can come back.
"""

from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import polars as pl

from straits.popgen import arrays, contingency, differences, fisher, intervals, power
from straits.queries.allele import allele_ranges, ranges_of_counts
from straits.queries.allele.variant_answers import Variant
from straits.queries.groups.populations_shown import Population
from straits.store import Store
from straits.store.held.budget import Cache

# ac, an and, where ac is known only as a range, the ends of it.
_Counts = tuple[int | None, int | None, int | None, int | None]
_COUNTED = ("ac", "an", "ac_low", "ac_high")

# The same in every release: a test is what its counts are.
_contrasts = Cache()

# Level and power of the smallest difference that could have been found.
ALPHA, POWER = 0.05, 0.8


@dataclass(frozen=True)
class Contrast:
    """The difference of A and B at one allele: estimates with 95 % intervals, and the test.

    n_called_a, n_called_b
        People with a genotype there; None where withheld.
    ac_a, an_a, ac_b, an_b
        None where withheld. Without AN in A or in B everything else is None too. An ac is None
        besides where it is known only as a range.
    ac_low_a, ac_high_a, ac_low_b, ac_high_b
        The least and the most that ac can be, where it is a range in A or in B; equal on a side
        that is exact.
    p_low, p_high
        The smallest and the largest p that such counts allow; `test` names the tests that give
        them. There is no single p, ratio or difference then; the intervals of AF and of the
        difference reach from the lowest end to the highest that any such count gives.
    af_low_a, af_high_a, af_low_b, af_high_b
        Wilson's intervals.
    difference_low, difference_high
        Newcombe's interval of af_a - af_b.
    ratio, odds_ratio
        Of A to B, with score intervals; None where neither has the allele, infinite where B has
        none.
    p, test
        Two-sided, and the name of the test; the family is this one allele.
    expected_a, expected_b
        What ac would be on average if A and B had one frequency.
    detectable
        The smallest difference that a test at ALPHA would find in POWER of all samples of this AN,
        upwards from the AF of the rarer side; None if there is none.
    p_minimum
        The smallest p that Fisher's exact test could give for as many copies in all: an allele too
        rare to be significant has one above ALPHA.
    significant_ac
        The smallest AC on the side with the higher AF that would differ at ALPHA from the AC of the
        other, for the AN that there is; None where even all of its AN would not.
    """

    ac_a: int | None
    an_a: int | None
    ac_b: int | None
    an_b: int | None
    af_a: float | None = None
    af_b: float | None = None
    af_low_a: float | None = None
    af_high_a: float | None = None
    af_low_b: float | None = None
    af_high_b: float | None = None
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    odds_ratio: float | None = None
    odds_ratio_low: float | None = None
    odds_ratio_high: float | None = None
    p: float | None = None
    test: str | None = None
    is_exact: bool | None = None
    expected_a: float | None = None
    expected_b: float | None = None
    detectable: float | None = None
    p_minimum: float | None = None
    significant_ac: int | None = None
    ac_low_a: int | None = None
    ac_high_a: int | None = None
    ac_low_b: int | None = None
    ac_high_b: int | None = None
    p_low: float | None = None
    p_high: float | None = None
    n_called_a: int | None = None
    n_called_b: int | None = None

    @property
    def is_censored(self) -> bool:
        """Tell whether a count is known only as a range."""
        return self.ac_low_a is not None

    @property
    def is_withheld(self) -> bool:
        """Tell whether the profile withholds one of the counts."""
        return self.an_a is None or self.an_b is None


def contrast(store: Store, variant: Variant, a: Population, b: Population, who: str) -> Contrast:
    """Return the difference of A and B at an allele, among a sample set ("all" or "unrelated").

    A pooled population is the sum over its call sets; one that is withheld is left out of the sum.
    """
    (of_a, n_a), (of_b, n_b) = (_counts(store, variant, side, who) for side in (a, b))
    return replace(_of_pair(of_a, of_b), n_called_a=n_a, n_called_b=n_b)


def _of_pair(of_a: _Counts, of_b: _Counts) -> Contrast:
    (ac_a, an_a, *_), (ac_b, an_b, *_) = of_a, of_b
    if not an_a or not an_b:
        return Contrast(ac_a, an_a, ac_b, an_b)
    if ac_a is None or ac_b is None:
        return _of_ranges(of_a, of_b)
    counts = (ac_a, an_a, ac_b, an_b)
    return _contrasts.answer(counts, partial(_of_counts, *counts))


def _of_counts(ac_a: int, an_a: int, ac_b: int, an_b: int) -> Contrast:
    counts = (ac_a, an_a, ac_b, an_b)
    estimates: dict[str, Any] = {
        "difference": ac_a / an_a - ac_b / an_b,
        "af_low_a": intervals.wilson_interval(ac_a, an_a)[0],
        "af_high_a": intervals.wilson_interval(ac_a, an_a)[1],
        "af_low_b": intervals.wilson_interval(ac_b, an_b)[0],
        "af_high_b": intervals.wilson_interval(ac_b, an_b)[1],
    }
    newcombe = differences.newcombe_interval(*counts)
    estimates |= zip(("difference_low", "difference_high"), newcombe, strict=True)
    for name, measure in (
        ("ratio", differences.frequency_ratio),
        ("odds_ratio", differences.odds_ratio),
    ):
        estimates |= zip((name, f"{name}_low", f"{name}_high"), measure(*counts), strict=True)
    p, is_exact = contingency.difference_test(*(np.array([count]) for count in counts))
    af_a, af_b = ac_a / an_a, ac_b / an_b
    rare, called = ((af_a, (an_a, an_b)), (af_b, (an_b, an_a)))[int(af_b < af_a)]
    estimates["detectable"] = power.detectable_difference(rare, *called, ALPHA, POWER)
    estimates["p_minimum"] = fisher.minimum_attainable_p(*counts)
    low, high = ((ac_a, an_a), an_b) if af_a <= af_b else ((ac_b, an_b), an_a)
    least = arrays.known(power.minimum_significant_ac(*low, high, ALPHA))
    known: dict[str, Any] = {name: arrays.known(value) for name, value in estimates.items()}
    return Contrast(
        *counts,
        af_a=af_a,
        af_b=af_b,
        p=arrays.known(p[0]),
        test=contingency.name_of_test(bool(is_exact[0])),
        is_exact=bool(is_exact[0]),
        expected_a=an_a * (ac_a + ac_b) / (an_a + an_b),
        expected_b=an_b * (ac_a + ac_b) / (an_a + an_b),
        significant_ac=None if least is None else int(least),
        **known,
    )


def _counts(
    store: Store, variant: Variant, population: Population, who: str
) -> tuple[_Counts, int | None]:
    """Return the counts of a population, and how many people have a genotype."""
    cells = [
        (call_set_id, population.grouping, population.group_id)
        for call_set_id in population.call_set_ids
    ]
    span = (variant.allele_index, variant.allele_index)
    counts = ranges_of_counts.with_ranges(
        store, allele_ranges.group_counts(store, cells, span, who), cells, [span], who
    )
    pooled = counts.select(allele_ranges.pooled_counts((*_COUNTED, "n_called")))
    return pooled.select(_COUNTED).row(0), pooled["n_called"][0]


def _of_ranges(of_a: _Counts, of_b: _Counts) -> Contrast:
    """Return what can be said where the ac of A or of B is known only as a range."""
    ends: dict[str, Any] = {}
    for side, (ac, an, low, high) in (("a", of_a), ("b", of_b)):
        ends |= {f"ac_low_{side}": low if ac is None else ac, f"an_{side}": an}
        ends[f"ac_high_{side}"] = high if ac is None else ac
    tested = ranges_of_counts.with_p_range(pl.DataFrame([ends])).row(0, named=True)
    intervals_of_difference = [
        differences.newcombe_interval(
            ends[f"ac_{end_a}_a"], ends["an_a"], ends[f"ac_{end_b}_b"], ends["an_b"]
        )
        for end_a, end_b in product(("low", "high"), repeat=2)
    ]
    known: dict[str, Any] = {name: ends[name] for name in ends if name.startswith("ac_")}
    for side in "ab":
        for place, end in enumerate(("low", "high")):
            reached = intervals.wilson_interval(ends[f"ac_{end}_{side}"], ends[f"an_{side}"])
            known[f"af_{end}_{side}"] = float(reached[place])
    return Contrast(
        *(of_a[0], of_a[1], of_b[0], of_b[1]),
        difference_low=min(float(low) for low, _ in intervals_of_difference),
        difference_high=max(float(high) for _, high in intervals_of_difference),
        test=tested["test"],
        p_low=tested["p_low"],
        p_high=tested["p_high"],
        **known,
    )
