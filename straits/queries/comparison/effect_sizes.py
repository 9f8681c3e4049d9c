"""How large differences are: Hudson's F_ST of each allele, and the interval of A less B."""

import numpy as np
import polars as pl

from straits.popgen import differences, fst

# A p-value too small for a number is drawn as this.
SMALLEST_P = 1e-300

_COUNTS = ("ac_a", "an_a", "ac_b", "an_b")


def with_measures(tested: pl.DataFrame) -> pl.DataFrame:
    """Add fst, fst_numerator, fst_denominator and log_p, to tested rows.

    fst is Hudson's, of the allele alone (null where an an is below 2); the sums of fst_numerator
    and fst_denominator give F_ST over alleles; log_p is -log10 of p, at most that of SMALLEST_P.
    """
    ac_a, an_a, ac_b, an_b = (tested[name].to_numpy() for name in _COUNTS)
    numerator, denominator = fst.hudson_fst_parts(ac_a, an_a, ac_b, an_b)
    with np.errstate(invalid="ignore", divide="ignore"):
        each = numerator / denominator
    p = tested["p"].to_numpy()
    return tested.with_columns(
        pl.Series("fst", each, pl.Float64).fill_nan(None),
        pl.Series("fst_numerator", numerator, pl.Float64).fill_nan(None),
        pl.Series("fst_denominator", denominator, pl.Float64).fill_nan(None),
        pl.Series("log_p", -np.log10(np.maximum(p, SMALLEST_P)), pl.Float64),
    )


def with_intervals(rows: pl.DataFrame) -> pl.DataFrame:
    """Add difference_low and difference_high, Newcombe's 95 % interval of af_a - af_b."""
    ac_a, an_a, ac_b, an_b = (rows[name].to_numpy() for name in _COUNTS)
    low, high = differences.newcombe_interval(ac_a, an_a, ac_b, an_b)
    return rows.with_columns(
        pl.Series("difference_low", low, pl.Float64), pl.Series("difference_high", high, pl.Float64)
    )
