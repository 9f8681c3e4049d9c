"""Shares of people of whom something is certain or possible: their intervals, and their test."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.popgen import censored, intervals

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


def contrast(a: dict[str, int | None], b: dict[str, int | None]) -> tuple[float, float] | None:
    """Return the smallest and the largest p of a difference that two ranges of counts allow.

    a, b
        n_certain, n_possible and n_covered of each group.
    The largest is 1 where the shares can be alike. Fisher's exact test or the chi-square test, as
    for alleles. None where anything is withheld or nobody is covered.
    """
    numbers = [side[name] for side in (a, b) for name in ("n_certain", "n_possible", "n_covered")]
    if any(number is None for number in numbers):
        return None
    low1, high1, n1, low2, high2, n2 = (int(number or 0) for number in numbers)
    if n1 == 0 or n2 == 0:
        return None
    allowed = censored.P_ALLOWED.values(
        certain_a=low1, possible_a=high1, covered_a=n1,
        certain_b=low2, possible_b=high2, covered_b=n2,
    )  # fmt: skip
    return float(np.squeeze(allowed["least"])), float(np.squeeze(allowed["most"]))
