"""What the alleles of a gene come to, with numbers that can be done on paper."""

import allel
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from straits.genome import Region
from straits.popgen import intervals
from straits.queries.gene import gene_summary


def alleles(*rows: tuple[str, str, int, int]) -> pl.DataFrame:
    """Return alleles as of gene_frequencies from (population, class, ac, an)."""
    seen: dict[str, int] = {}
    made = []
    for population, klass, ac, an in rows:
        seen[population] = seen.get(population, -1) + 1
        low, high = intervals.wilson_interval([ac], [an]) if an else ([None], [None])
        made.append(
            {
                "allele_index": seen[population],
                "pos": 1 + seen[population],
                "population_id": population,
                "consequence_class": klass,
                "ac": ac,
                "ac_low": None,
                "an": an,
                "af": ac / an if an else None,
                "af_low": low[0],
                "af_high": high[0],
            }
        )
    return pl.DataFrame(made)


def test_classes_are_counted_the_most_severe_first() -> None:
    rows = alleles(("A", "missense", 1, 10), ("A", "lof", 0, 10), ("A", "missense", 0, 10))
    assert gene_summary.class_counts(rows).rows() == [
        ("lof", "A", 1, 0),
        ("missense", "A", 2, 1),
    ]


def test_the_cumulative_frequency_is_one_less_the_product() -> None:
    rows = alleles(("A", "lof", 10, 100), ("A", "lof", 20, 100), ("A", "missense", 90, 100))
    found = gene_summary.cumulative(rows, "A", ["lof"])
    assert found is not None
    assert found.frequency == pytest.approx(1 - 0.9 * 0.8)
    assert found.n_alleles == 2


def test_of_one_allele_the_interval_is_wilsons() -> None:
    found = gene_summary.cumulative(alleles(("A", "lof", 5, 100)), "A", ["lof"])
    low, high = intervals.wilson_interval([5], [100])
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low[0], high[0]))


def test_alleles_that_nobody_carries_leave_an_upper_bound_above_zero() -> None:
    found = gene_summary.cumulative(alleles(("A", "lof", 0, 100)), "A", ["lof"])
    assert found is not None
    assert found.frequency == 0
    assert found.low == 0
    assert found.high > 0.03


def test_where_nothing_was_called_there_is_no_cumulative_frequency() -> None:
    assert gene_summary.cumulative(alleles(("A", "lof", 0, 0)), "A", ["lof"]) is None


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 500)), min_size=1, max_size=20))
def test_the_estimate_lies_in_its_interval(counts: list[tuple[int, int]]) -> None:
    rows = alleles(*(("A", "lof", ac, an) for ac, an in counts))
    found = gene_summary.cumulative(rows, "A", ["lof"])
    assert found is not None
    assert 0 <= found.low <= found.frequency + 1e-12
    assert found.frequency <= found.high + 1e-12
    assert found.high <= 1


def golden() -> pl.DataFrame:
    """Return the golden vector: AC 40, 2, 0, 55 of 100 against 10, 0, 1, 20 of 100."""
    pairs = zip([40, 2, 0, 55], [10, 0, 1, 20], strict=True)
    return alleles(
        *(
            (population, "none", ac, 100)
            for pair in pairs
            for population, ac in zip("AB", pair, strict=True)
        )
    )


def test_fst_of_a_gene_is_the_ratio_of_averages() -> None:
    found = gene_summary.gene_fst(golden(), "A", "B", Region("chr1", 1, 20))
    assert found.n_alleles == 4
    assert found.value == pytest.approx(0.2094414, abs=1e-7)


def test_the_error_of_fst_is_the_jackknife_of_scikit_allel() -> None:
    # Windows of one base, so that each allele is a block of its own.
    found = gene_summary.gene_fst(golden(), "A", "B", Region("chr1", 1, 20))
    ac_a, ac_b = (
        np.array([[100 - ac, ac] for ac in side]) for side in ((40, 2, 0, 55), (10, 0, 1, 20))
    )
    value, error, _, _ = allel.average_hudson_fst(ac_a, ac_b, 1)
    assert (found.value, found.error) == pytest.approx((value, error), rel=1e-9)


def test_windows_cover_the_gene_and_hold_every_allele_once() -> None:
    found = gene_summary.gene_fst(golden(), "A", "B", Region("chr1", 1, 39)).windows
    assert found["start_pos"].to_list() == list(range(1, 40, 2))
    assert found["end_pos"][-1] == 39
    assert found["n_alleles"].to_list()[:3] == [2, 2, 0]
    # AC 40 and 2 of 100 against 10 and 0: numerator and denominator of each by hand.
    tops = [0.3**2 - 0.4 * 0.6 / 99 - 0.1 * 0.9 / 99, 0.02**2 - 0.02 * 0.98 / 99]
    bottoms = [0.4 * 0.9 + 0.1 * 0.6, 0.02]
    assert found["fst"][0] == pytest.approx(sum(tops) / sum(bottoms))
    assert found["fst"][2] is None


def test_fst_leaves_out_alleles_with_fewer_than_two_copies() -> None:
    rows = alleles(("A", "none", 1, 1), ("B", "none", 0, 9))
    found = gene_summary.gene_fst(rows, "A", "B", Region("chr1", 1, 20))
    assert (found.value, found.error, found.n_alleles) == (None, None, 0)
