"""What the p-values of a comparison are worth: one family of tests, of all the alleles compared."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from straits.popgen import contingency, fisher, multiplicity
from straits.popgen.arrays import Floats
from straits.queries.allele.allele_filters import Filters, comparison_parameters, n_alleles
from straits.queries.groups.populations_shown import Population
from straits.store import Store

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
    largest_significant_p
        The largest p with a q below ALPHA; None where there is none.
    largest_p_minimum
        An allele whose p_minimum is above this is not in the family.
    limit
        Above this p was not worked out, as of very many alleles; see `tells`.
    """

    name: str
    n_tests: int
    n_unable: int
    n_significant: int
    n_bonferroni: int
    largest_significant_p: float | None
    largest_p_minimum: float
    limit: float
    _rising_p: Floats = field(repr=False, compare=False)
    _q: Floats = field(repr=False, compare=False)
    _rank: Floats = field(repr=False, compare=False)

    def tells(self, p: Floats) -> bool:
        """Tell whether the q of p-values is known: any q up to the limit is."""
        known = p[~np.isnan(p)]
        if self.limit >= 1 or not known.size:
            return True
        return bool(known.max() <= self.limit and self.q(known).max() <= self.limit)

    def q(self, p: Floats) -> Floats:
        """Return the q-values (Benjamini 1995) of p-values that are in the family, shape (n,)."""
        if not self._q.size:
            return np.full_like(p, np.nan)
        place = np.searchsorted(self._rising_p, p * (1 - _ROUNDING))
        return np.asarray(self._q[np.minimum(place, self._q.size - 1)])

    def behind(self, p: float) -> dict[str, float]:
        """Return what gives the q of a p in the family: p, n_tests and rank.

        That p is the one itself, or a larger one that makes the rate of false discoveries smaller;
        rank is the number of tests with a p up to it.
        """
        first = int(np.searchsorted(self._rising_p, p * (1 - _ROUNDING)))
        later_p, later_rank = self._rising_p[first:], self._rank[first:]
        place = int((later_p / later_rank).argmin())
        found = {"p": later_p[place], "n_tests": self.n_tests, "rank": later_rank[place]}
        return {name: float(value) for name, value in found.items()}

    def n_below(self, level: float) -> int:
        """Return how many tests have a p below a level, up to the limit that was worked out."""
        place = int(np.searchsorted(self._rising_p, level))
        return int(self._rank[place - 1]) if place else 0

    def bonferroni(self, p: Floats) -> Floats:
        """Return p-values times the size of the family, at most 1, shape (n,)."""
        return np.asarray(np.minimum(p * self.n_tests, 1.0))


def family_of_tests(
    store: Store, a: Population, b: Population, filters: Filters, is_whole: bool = False
) -> Family:
    """Return the family of tests of all the alleles compared, named after genes and region.

    is_whole
        Work out every p, however many alleles there are, so that every q is told.
    Raises QueryError for a population that is not shown, or an unknown gene.
    """
    asked = comparison_parameters(store, a, b, filters)["asked"]
    tests = store.comparisons.tests(asked, filters.testable_only, is_whole)
    q = multiplicity.benjamini_hochberg(tests.p, tests.n_variants, tests.n_tests)
    n_significant = int(np.searchsorted(q, ALPHA))
    n_rising = np.cumsum(tests.n_variants)
    n_bonferroni = int(np.searchsorted(tests.p * tests.n_tests, ALPHA))
    return Family(
        name=f"all alleles compared {_where(store, filters)}",
        n_tests=tests.n_tests,
        n_unable=tests.n_unable,
        n_significant=int(n_rising[n_significant - 1]) if n_significant else 0,
        n_bonferroni=int(n_rising[n_bonferroni - 1]) if n_bonferroni else 0,
        largest_significant_p=float(tests.p[n_significant - 1]) if n_significant else None,
        largest_p_minimum=tests.largest_minimum,
        limit=tests.limit,
        _rising_p=tests.p,
        _q=q,
        _rank=n_rising.astype(np.float64),
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


def _where(store: Store, filters: Filters) -> str:
    where = "in the release"
    if filters.gene_id is not None:
        genes = store.query("gene_by_id", gene_id=filters.gene_id)
        where = f"in {genes['gene_symbol'][0]}" if genes.height else where
    if filters.gene_ids:
        n_genes = len(filters.gene_ids)
        where = f"in {n_genes} genes" if n_genes > 1 else "in 1 gene"
    if filters.region is not None:
        has_genes = filters.gene_id or filters.gene_ids
        where = f"{where} within {filters.region}" if has_genes else f"in {filters.region}"
    if filters.variants is not None:
        where = f"{where}, of a list of {n_alleles(filters.variants):,}"
    if filters.sign:
        where = f"{where}, {filters.sign} a sign of a batch effect"
    return where
