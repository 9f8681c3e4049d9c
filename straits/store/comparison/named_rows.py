"""Alleles of a comparison as rows, with the columns of the SQL that says the same."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.comparison.judged import Floats, Numbers
from straits.comparison.measures import UNKNOWN, abs_scores, fst_values
from straits.comparison.ranged_counts import NUMBERS, Ranged
from straits.flat.flat_names import Names
from straits.popgen import intervals

_COUNTS = ("ac_a", "an_a", "ac_b", "an_b")


def compared_rows(
    names: Names, alleles: NDArray[np.int64], n_called: dict[str, NDArray[np.int64]],
    counts: Numbers,
) -> pl.DataFrame:  # fmt: skip
    """Return one row per allele, with the columns of allele_differences.sql, in its order.

    n_called
        By side, "a" and "b".
    counts
        ac_a, an_a, ac_b and an_b, shape (4, n).
    """
    rows = _with_counts(names, alleles, n_called, counts)
    af = {side: pl.col(f"ac_{side}") / pl.col(f"an_{side}") for side in "ab"}
    ends = {}
    for side, (ac, an) in zip("ab", (counts[:2], counts[2:]), strict=True):
        low, high = intervals.share_interval(ac, an)
        ends[side] = {f"af_low_{side}": low, f"af_high_{side}": high}
    sign = np.where(counts[0] / counts[1] < counts[2] / counts[3], -1.0, 1.0)
    of_sides: list[pl.Expr | pl.Series] = []
    for side in "ab":
        of_sides += [pl.col(f"{name}_{side}") for name in ("n_called", "ac", "an")]
        of_sides.append(af[side].alias(f"af_{side}"))
        of_sides += [pl.Series(name, end, pl.Float64) for name, end in ends[side].items()]
    return rows.select(
        pl.exclude("n_called_a", "n_called_b", *_COUNTS),
        *of_sides,
        (af["a"] - af["b"]).alias("difference"),
        pl.when(pl.col("ac_b") > 0).then(af["a"] / af["b"]).alias("ratio"),
        _known("z_score", abs_scores(counts), sign),
    )


def peak_rows(
    names: Names, stretch: NDArray[np.int64], n_variants: NDArray[np.int64],
    alleles: NDArray[np.int64], n_called: dict[str, NDArray[np.int64]], counts: Numbers,
) -> pl.DataFrame:  # fmt: skip
    """Return one row per stretch, with the columns of track_peaks.sql."""
    rows = _with_counts(names, alleles, n_called, counts)
    return rows.select(
        pl.Series("stretch", stretch, pl.Int64),
        pl.Series("n_variants", n_variants, pl.Int64),
        pl.all(),
        _known("fst", fst_values(counts)),
    )


def ranged_rows(
    names: Names, found: Ranged, n_called: dict[str, NDArray[np.int64]]
) -> pl.DataFrame:
    """Return one row per allele, with the columns of censored_differences.sql but n_variants.

    n_called
        By side, "a" and "b", where the count is exact.
    """
    columns = {}
    for side, (n_of_range, *numbers) in zip("ab", (found.a, found.b), strict=True):
        known = np.where(n_of_range < 0, n_called[side], n_of_range)
        for name, values in zip(NUMBERS, (known, *numbers), strict=True):
            columns[f"{name}_{side}"] = values
    return names.of(found.allele_index).with_columns(
        pl.Series(name, values, pl.Int32) for name, values in columns.items()
    )


def _with_counts(
    names: Names, alleles: NDArray[np.int64], n_called: dict[str, NDArray[np.int64]],
    counts: Numbers,
) -> pl.DataFrame:  # fmt: skip
    ac_a, an_a, ac_b, an_b = counts
    columns = {
        "n_called_a": n_called["a"], "ac_a": ac_a, "an_a": an_a,
        "n_called_b": n_called["b"], "ac_b": ac_b, "an_b": an_b,
    }  # fmt: skip
    return names.of(alleles).with_columns(
        pl.Series(name, values, pl.Int32) for name, values in columns.items()
    )


def _known(name: str, values: Floats, sign: Floats | float = 1.0) -> pl.Series:
    return pl.Series(name, np.where(values <= UNKNOWN, np.nan, values * sign)).fill_nan(None)
