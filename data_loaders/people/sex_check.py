"""People whose genotypes on X do not fit the sex that the sheet gives them."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

# A man has no heterozygous calls on X outside the pseudo-autosomal regions but for errors; of a
# woman's calls that are not reference more than half are heterozygous.
_MOST_HET_XY = 0.10
_LEAST_HET_XX = 0.05
_ENOUGH_XY, _ENOUGH_XX = 10, 50
# Callers that know of sexes write a man's calls with one allele, and a woman's never.
_ENOUGH_OF_ONE_ALLELE = 10


def sex_checks(samples: pl.DataFrame, x_calls: NDArray[np.int64]) -> pl.Series:
    """Return "fits", "conflict" or "not known" for each sample: does its X fit its sex?

    Calls with one allele tell as well: of a person said to be XX they are in conflict where there
    are more of them than of the others; of a person said to be XY they fit.

    samples
        In order of sample_index, with sample_id and sex.
    x_calls
        Of calls on X outside the PAR, those with two alleles that are not both reference, the
        heterozygous of them, and those with one allele; shape (n_samples, 3). With fewer than 10
        in all (XY), or 50 of two alleles and 10 of one (XX), nothing is said.

    >>> said = pl.DataFrame({"sex": ["XX", "XX", "XY", "XY"]})
    >>> calls = [[60, 40, 0], [0, 0, 30], [0, 0, 30], [30, 20, 0]]
    >>> sex_checks(said, np.array(calls)).to_list()
    ['fits', 'conflict', 'fits', 'conflict']
    """
    two_alleles, heterozygous, one_allele = x_calls.T
    told = two_alleles + one_allele
    is_xy = (samples["sex"] == "XY").to_numpy() & (told >= _ENOUGH_XY)
    is_xx = (samples["sex"] == "XX").to_numpy()
    is_haploid = is_xx & (one_allele >= _ENOUGH_OF_ONE_ALLELE) & (one_allele > two_alleles)
    is_xx &= (two_alleles >= _ENOUGH_XX) | is_haploid
    is_odd = (is_xy & (heterozygous >= _MOST_HET_XY * told)) | is_haploid
    is_odd |= is_xx & (heterozygous < _LEAST_HET_XX * two_alleles)
    words = np.where(is_odd, "conflict", np.where(is_xy | is_xx, "fits", "not known"))
    return pl.Series("sex_check", words.tolist(), dtype=pl.String)


def sex_conflicts(samples: pl.DataFrame, x_calls: NDArray[np.int64]) -> pl.DataFrame:
    """Return sample_id and reason ("sex_conflict") of samples whose X does not fit their sex."""
    return samples.filter(sex_checks(samples, x_calls) == "conflict").select(
        "sample_id", pl.lit("sex_conflict").alias("reason")
    )
