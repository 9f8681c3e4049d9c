"""People whose genotypes on X do not fit the sex that the sheet gives them."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

# A man has no heterozygous calls on X outside the pseudo-autosomal regions but for errors; of a
# woman's calls that are not reference more than half are heterozygous.
_MOST_HET_XY = 0.10
_LEAST_HET_XX = 0.05
_ENOUGH_XY, _ENOUGH_XX = 10, 50


def sex_checks(samples: pl.DataFrame, x_calls: NDArray[np.int64]) -> pl.Series:
    """Return "fits", "conflict" or "not known" for each sample: does its X fit its sex?

    samples
        In order of sample_index, with sample_id and sex.
    x_calls
        Calls on X outside the PAR that are not reference, and the heterozygous of them, shape
        (n_samples, 2). With fewer than 10 (XY) or 50 (XX) of them nothing is said.
    """
    called = np.maximum(x_calls[:, 0], 1)
    share = x_calls[:, 1] / called
    is_xy = (samples["sex"] == "XY").to_numpy() & (x_calls[:, 0] >= _ENOUGH_XY)
    is_xx = (samples["sex"] == "XX").to_numpy() & (x_calls[:, 0] >= _ENOUGH_XX)
    is_odd = (is_xy & (share >= _MOST_HET_XY)) | (is_xx & (share < _LEAST_HET_XX))
    words = np.where(is_odd, "conflict", np.where(is_xy | is_xx, "fits", "not known"))
    return pl.Series("sex_check", words.tolist(), dtype=pl.String)


def sex_conflicts(samples: pl.DataFrame, x_calls: NDArray[np.int64]) -> pl.DataFrame:
    """Return sample_id and reason ("sex_conflict") of samples whose X does not fit their sex."""
    return samples.filter(sex_checks(samples, x_calls) == "conflict").select(
        "sample_id", pl.lit("sex_conflict").alias("reason")
    )
