"""What the p-values of a comparison are worth: one family of tests, of all the alleles compared."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from straits.popgen import contingency, fisher, multiplicity
from straits.popgen.arrays import Floats

# The rate of false discoveries, and the chance of any, that a claim is held to.
ALPHA = 0.05
# Two p-values of one table can differ in their last digits where they were computed apart.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Family:
    """The tests of one comparison.

    name
        Which alleles they are, such as "all alleles compared in CYP2C19".
    n_tests
        Alleles that count towards the family.
    n_unable
        Alleles that do not, since no division of their copies between A and B could be
        significant (Tarone 1990); 0 unless they were to be left out.
    n_significant
        Alleles with q below ALPHA: of them, ALPHA are expected to be no differences.
    n_bonferroni
        Alleles whose p, times n_tests, is below ALPHA.
    largest_p_minimum
        An allele whose p_minimum is above this is not in the family.
    """

    name: str
    n_tests: int
    n_unable: int
    n_significant: int
    n_bonferroni: int
    largest_p_minimum: float
    _rising_p: Floats = field(repr=False, compare=False)
    _q: Floats = field(repr=False, compare=False)
    _n_up_to: Floats = field(repr=False, compare=False)

    def q(self, p: Floats) -> Floats:
        """Return the q-values (Benjamini 1995) of p-values that are in the family, shape (n,)."""
        if not self.n_tests:
            return np.full_like(p, np.nan)
        place = np.searchsorted(self._rising_p, p * (1 - _ROUNDING))
        return np.asarray(self._q[np.minimum(place, self._q.size - 1)])

    def bonferroni(self, p: Floats) -> Floats:
        """Return p-values times the size of the family, at most 1, shape (n,)."""
        return np.asarray(np.minimum(p * self.n_tests, 1.0))

    def lacks(self, rows: pl.DataFrame, p: float) -> bool:
        """Tell whether alleles of the family with a smaller p are missing among tested rows."""
        below = p * (1 - _ROUNDING)
        place = np.searchsorted(self._rising_p, below)
        n_below = self._n_up_to[place - 1] if place else 0
        is_below = (pl.col("p") < below) & (pl.col("p_minimum") <= self.largest_p_minimum)
        return bool(rows.filter(is_below).height < n_below)


def family(tables: pl.DataFrame, name: str, leave_out_unable: bool) -> Family:
    """Return the family of tests of 2 x 2 tables that so many alleles have each.

    tables
        ac_a, an_a, ac_b, an_b, n_variants, as of sql/queries/comparison/difference_tables.sql.
    leave_out_unable
        Leave out the alleles too rare to be significant.
    """
    n = tables["n_variants"].to_numpy()
    counts = [tables[column].to_numpy() for column in ("ac_a", "an_a", "ac_b", "an_b")]
    p = np.asarray(contingency.difference_test(*counts)[0])
    is_able, largest = np.ones(p.size, np.bool_), 1.0
    if leave_out_unable:
        smallest = fisher.minimum_attainable_p(*counts)
        is_able = multiplicity.can_be_significant(smallest, ALPHA, n)
        largest = float(smallest[is_able].max(initial=0.0))
    order = np.argsort(p[is_able], kind="stable")
    rising, n_rising = p[is_able][order], n[is_able][order]
    q = multiplicity.benjamini_hochberg(rising, n_rising)
    n_tests = int(n_rising.sum())
    return Family(
        name=name,
        n_tests=n_tests,
        n_unable=int(n[~is_able].sum()),
        n_significant=int(n_rising[q < ALPHA].sum()),
        n_bonferroni=int(n_rising[rising * n_tests < ALPHA].sum()),
        largest_p_minimum=largest,
        _rising_p=rising,
        _q=q,
        _n_up_to=np.cumsum(n_rising, dtype=np.float64),
    )


def tested(rows: pl.DataFrame) -> pl.DataFrame:
    """Add to counts of A and B what their test says: p, test and p_minimum.

    p is two-sided, of the test that `test` names; p_minimum is the smallest p that Fisher's exact
    test could give for as many copies in all.
    """
    counts = [rows[column].to_numpy() for column in ("ac_a", "an_a", "ac_b", "an_b")]
    p, is_exact = contingency.difference_test(*counts)
    return rows.with_columns(
        pl.Series("p", p, pl.Float64).fill_nan(None),
        pl.Series("test", map(contingency.name_of_test, is_exact), pl.String),
        pl.Series("p_minimum", fisher.minimum_attainable_p(*counts), pl.Float64).fill_nan(None),
    )


def with_family(rows: pl.DataFrame, whole: Family | None) -> pl.DataFrame:
    """Add q and p_bonferroni to tested rows; null without a family, or for a row not in it."""
    p, unable = rows["p"].to_numpy(), np.ones(rows.height, np.bool_)
    q = bonferroni = np.full(rows.height, np.nan)
    if whole is not None:
        q, bonferroni = whole.q(p), whole.bonferroni(p)
        unable = rows["p_minimum"].to_numpy() > whole.largest_p_minimum * (1 + _ROUNDING)
    return rows.with_columns(
        pl.Series("q", np.where(unable, np.nan, q), pl.Float64).fill_nan(None),
        pl.Series("p_bonferroni", np.where(unable, np.nan, bonferroni), pl.Float64).fill_nan(None),
    )
