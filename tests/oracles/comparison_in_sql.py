"""What a comparison says, held to a full pass in plain SQL over the tables, and to SciPy."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl
from polars.testing import assert_frame_equal
from scipy.stats import false_discovery_control

from straits import queries
from straits.comparison import difference_grid, tested
from straits.queries.allele import Filters
from straits.queries.allele.allele_filters import comparison_parameters, filtered_range
from straits.queries.comparison import families
from straits.queries.groups import Population
from straits.store import Store

# Alleles whose tables are counted in one statement, which may have no more rows than an answer.
_AT_ONCE = 1_000_000
ORDERS = ("abs_difference", "ratio", "fst")


@dataclass(frozen=True)
class Asked:
    """A comparison, and the checks of what is said of it; each raises AssertionError."""

    store: Store
    a: Population
    b: Population
    filters: Filters

    def parameters(self, filters: Filters | None = None) -> dict[str, object]:
        return comparison_parameters(self.store, self.a, self.b, filters or self.filters)

    def check_all(self, order: str) -> dict[str, int]:
        """Check everything by one order, and return the numbers by reason."""
        totals = self.check_totals()
        self.check_rows(order, 500)
        self.check_cells(50)
        self.check_peaks(max(sum(totals.values()) // 500, 1))
        self.check_tests()
        self.check_volcano()
        return totals

    def check_totals(self) -> dict[str, int]:
        """Hold the numbers by reason to the SQL's, and return them."""
        totals = self.store.query("difference_tables", **self.parameters(), by_table=False)
        in_sql = dict(totals.select("reason", "n_variants").iter_rows())
        found = dict(self.store.comparisons.totals(self.parameters()["asked"]).iter_rows())
        assert {reason: n for reason, n in found.items() if n} == in_sql
        return in_sql

    def check_rows(self, order: str, n_wanted: int = 50, n_skipped: int = 0) -> None:
        page = {"order_by": order, "n_wanted": n_wanted, "n_skipped": n_skipped}
        rows = self.store.comparisons.ranked(self.parameters()["asked"], **page)
        expected = self.store.query("allele_differences", **self.parameters(), **page)
        assert_frame_equal(rows, expected, check_dtypes=False, rel_tol=1e-9, abs_tol=1e-12)

    def check_cells(self, n_bins: int) -> None:
        cells = self.store.comparisons.frequency_grid(self.parameters()["asked"], n_bins)
        expected = self.store.query("frequency_density", **self.parameters(), n_bins=n_bins)
        assert_frame_equal(cells, expected, check_dtypes=False)

    def check_peaks(self, n_in_stretch: int, measure: str = "fst") -> None:
        peaks = self.store.comparisons.peaks(self.parameters()["asked"], measure, n_in_stretch)
        expected = self.store.query(
            "track_peaks", **self.parameters(), measure=measure, n_in_stretch=n_in_stretch
        )
        columns = ["stretch", "n_variants", "fst"]
        if measure == "p":  # of alleles that tie by F_ST either may be the peak
            columns += ["allele_index", "ac_a", "an_a", "ac_b", "an_b"]
        assert_frame_equal(
            peaks.select(columns), expected.select(columns), check_dtypes=False, abs_tol=1e-12
        )

    def check_tests(self, n_wanted: int = 500) -> None:
        """Hold every p, the family and q of the first rows to those of the SQL's tables."""
        expected, n = self._tables["p"].to_numpy(), self._tables["n_variants"].to_numpy()
        whole = self.store.comparisons.tests(self.parameters()["asked"], False, True)
        assert whole.n_tests == n.sum()
        every = np.sort(np.repeat(expected, n))
        # Below 1e-300 a number has too few digits to agree in.
        found = np.repeat(whole.p, whole.n_variants)
        np.testing.assert_allclose(found, every, rtol=1e-8, atol=1e-300)
        q = false_discovery_control(every) if every.size else every
        of_family = queries.comparison.family_of_tests(self.store, self.a, self.b, self.filters)
        # A q that is 0.05 but for its last digits may be on either side.
        least, most = ((q < families.ALPHA * (1 + sign * 1e-9)).sum() for sign in (-1, 1))
        assert least <= of_family.n_significant <= most
        rows = queries.comparison.allele_differences(
            self.store, self.a, self.b, self.filters, "p", n_wanted
        )
        np.testing.assert_allclose(rows["p"], every[:n_wanted], rtol=1e-8, atol=1e-300)
        np.testing.assert_allclose(rows["q"], q[:n_wanted], rtol=1e-8, atol=1e-300)

    def check_volcano(self) -> None:
        """Hold the cells of a volcano to the SQL's tables; there must be alleles to compare."""
        tables, n = self._tables, self._tables["n_variants"].to_numpy()
        cells, height = self.store.comparisons.difference_grid(self.parameters()["asked"])
        assert cells["n_variants"].sum() == n.sum()
        log_p = -np.log10(np.maximum(tables["p"].to_numpy(), 1e-300))
        np.testing.assert_allclose(height * difference_grid.N_HEIGHTS, log_p.max())
        difference = tables["ac_a"] / tables["an_a"] - tables["ac_b"] / tables["an_b"]
        bins = (np.linspace(-1, 1, tested.N_DIFFERENCES + 1), np.arange(51))
        expected, *_ = np.histogram2d(difference.to_numpy(), log_p / height, bins=bins, weights=n)
        found = np.zeros_like(expected)
        found[cells["bin_difference"], cells["bin_p"]] = cells["n_variants"]
        # An allele on the edge of two cells may be in either.
        assert np.abs(found - expected).sum() <= n.sum() / 50

    @cached_property
    def _tables(self) -> pl.DataFrame:
        """The tables of the alleles compared, counted by the SQL a part at a time, and tested."""
        first, last = filtered_range(self.store, self.filters)
        parts = []
        for start in range(first, last + 1, _AT_ONCE):
            part = replace(self.filters, span=(start, min(start + _AT_ONCE - 1, last)))
            found = self.store.query("difference_tables", **self.parameters(part), by_table=True)
            parts.append(found.filter(pl.col("reason") == "compared"))
        counts = ["ac_a", "an_a", "ac_b", "an_b"]
        return families.tested(pl.concat(parts).group_by(counts).agg(pl.col("n_variants").sum()))
