"""Shares of people of whom something is certain or possible: their intervals, and their test."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.popgen import censored, contingency, differences, intervals

COUNTS = ("n_people", "n_covered", "n_certain", "n_possible", "n_open")


def with_shares(rows: pl.DataFrame, of: str = "n_covered") -> pl.DataFrame:
    """Add low and high, the shares of whom it is certain and possible, with their intervals.

    of
        The column that they are shares of.
    low_from is the lower end of Wilson's 95 % interval of low, high_to the upper end of that of
    high; all are null where the counts are withheld or nobody is covered.
    """
    n = rows[of].cast(pl.Float64).fill_null(0).to_numpy()
    added: dict[str, NDArray[np.float64]] = {}
    for name, count, end in (("low", "n_certain", 0), ("high", "n_possible", 1)):
        is_known = (rows[count].is_not_null() & rows[of].is_not_null()).to_numpy()
        found = rows[count].cast(pl.Float64).fill_null(0).to_numpy()
        ok = is_known & (n > 0)
        share, bound = np.full(n.size, np.nan), np.full(n.size, np.nan)
        share[ok] = found[ok] / n[ok]
        bound[ok] = intervals.wilson_interval(found[ok], n[ok])[end]
        added |= {name: share, f"{name}_{'from' if end == 0 else 'to'}": bound}
    return rows.with_columns(
        pl.Series(name, values, nan_to_null=True) for name, values in added.items()
    )


def pooled(rows: pl.DataFrame, keys: list[str], counts: tuple[str, ...] = COUNTS) -> pl.DataFrame:
    """Add counts of several call sets up; null where that of any of them is withheld."""
    others = [name for name in rows.columns if name not in (*keys, *counts)]
    return rows.group_by(keys, maintain_order=True).agg(
        *(
            pl.when(pl.col(name).is_null().any())
            .then(None)
            .otherwise(pl.col(name).sum())
            .alias(name)
            for name in counts
            if name in rows.columns
        ),
        *(pl.col(name).first() for name in others),
    )


class RangedTest(NamedTuple):
    """The least and the most that p can be, and the tests that gave them."""

    least: float
    most: float
    name: str


class RangedDifference(NamedTuple):
    """How far two shares that are ranges are apart: the least and the most that can be.

    interval
        Newcombe's lower end where the difference is least, and his upper end where it is most.
    ratio
        Of the first share to the second; the most is None where the second can be 0, and both are
        where the first can be 0 then too.
    """

    difference: tuple[float, float]
    interval: tuple[float, float]
    ratio: tuple[float | None, float | None]


def contrast(a: Mapping[str, int | None], b: Mapping[str, int | None]) -> RangedTest | None:
    """Return the smallest and the largest p of a difference that two ranges of counts allow.

    a, b
        n_certain, n_possible and n_covered of each group.
    The largest is 1 where the shares can be alike. Fisher's exact test or the chi-square test, as
    for alleles. None where anything is withheld or nobody is covered.
    """
    counts = _counts(a, b)
    if counts is None:
        return None
    low1, high1, n1, low2, high2, n2 = counts
    allowed = censored.P_ALLOWED.values(
        certain_a=low1, possible_a=high1, covered_a=n1,
        certain_b=low2, possible_b=high2, covered_b=n2,
    )  # fmt: skip
    least, most = (float(np.squeeze(allowed[name])) for name in ("least", "most"))
    _, is_exact = contingency.difference_test([high1, low1], [n1, n1], [low2, high2], [n2, n2])
    names = dict.fromkeys(contingency.name_of_test(bool(exact)) for exact in is_exact)
    return RangedTest(least, most, " or ".join(names))


def difference(a: Mapping[str, int | None], b: Mapping[str, int | None]) -> RangedDifference | None:
    """Return how far the shares of two groups are apart, over all counts that ranges allow.

    a, b
        As of `contrast`; None where that is.
    """
    counts = _counts(a, b)
    if counts is None:
        return None
    low1, high1, n1, low2, high2, n2 = counts
    ends = [
        differences.newcombe_interval([count1], [n1], [count2], [n2])
        for count1, count2 in ((low1, high2), (high1, low2))
    ]
    share1, share2 = (low1 / n1, high1 / n1), (low2 / n2, high2 / n2)
    least = share1[0] / share2[1] if share2[1] else None
    most = share1[1] / share2[0] if share2[0] else None
    return RangedDifference(
        (share1[0] - share2[1], share1[1] - share2[0]),
        (float(ends[0][0][0]), float(ends[1][1][0])),
        (least, most),
    )


def _counts(a: Mapping[str, int | None], b: Mapping[str, int | None]) -> list[int] | None:
    found = [side[name] for side in (a, b) for name in ("n_certain", "n_possible", "n_covered")]
    known = [number for number in found if number is not None]
    return known if len(known) == len(found) and known[2] and known[5] else None
