"""The metrics of each sample against counts made by eye from a small VCF."""

import polars as pl
import pytest

from data_loaders.call_sets.sample_metrics import bins
from straits import tables
from tests.builders import studies
from tests.builders.studies import record

#                                     A1   A2   A3   A4
RECORDS = [
    record("chr1 100 A G", "0/1 0/0 1/1 ./."),  # a transition
    record("chr1 200 A C", "0/1 0/1 0/0 0/0"),  # a transversion
    record("chr1 300 C T", "0/0 0/0 0/1 0/0"),  # a transition that A3 alone has
    record("chr1 400 C CA", "0/1 0/0 0/0 0/0"),  # no single base, and A1 alone has it
    record("chrX 5000000 A G", "0/1 0/1 1 0"),  # no autosome
]


@pytest.fixture(scope="module")
def metrics(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    folder = tmp_path_factory.mktemp("metrics")
    sexes = {"A1": "XX", "A2": "XX", "A3": "XY", "A4": "XY"}
    (folder / "calls.vcf").write_text(studies.vcf_text(list(sexes), RECORDS))
    studies.ingest(studies.one_call_set(folder, ["calls.vcf"], sexes), folder / "store")
    found = studies.table(folder / "store", "sample_metrics")
    return found.join(
        studies.table(folder / "store", "samples").select("sample_index", "sample_id"),
        on="sample_index",
    ).sort("sample_id")


def test_the_call_rate_is_of_the_autosomal_alleles(metrics: pl.DataFrame) -> None:
    assert metrics["n_called"].to_list() == [4, 4, 4, 3]
    assert metrics["call_rate"].to_list() == [1, 1, 1, 0.75]


def test_heterozygosity_is_of_the_called_single_base_alleles(metrics: pl.DataFrame) -> None:
    assert metrics["heterozygosity"].to_list() == pytest.approx([2 / 3, 1 / 3, 1 / 3, 0])


def test_ti_tv_is_of_the_alleles_carried_and_unknown_without_a_transversion(
    metrics: pl.DataFrame,
) -> None:
    assert metrics["ti_tv"].to_list() == [1, 0, None, None]


def test_a_singleton_is_its_only_carriers(metrics: pl.DataFrame) -> None:
    # The insertion of A1 and the transition of A3; two people have each of the others.
    assert metrics["n_singletons"].to_list() == [1, 0, 1, 0]


def test_too_few_calls_on_x_tell_nothing_of_sex(metrics: pl.DataFrame) -> None:
    assert set(metrics["sex_check"]) == {"not known"}


def test_too_few_sites_make_no_axes(metrics: pl.DataFrame) -> None:
    assert metrics["pc_1"].null_count() == metrics.height


def some(rows: list[tuple[str, int, float]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return metrics and samples of (call set, sample_index, call rate); the last counts not."""
    schema = pl.Schema(tables.TABLES["sample_metrics"].schema)
    frame = pl.DataFrame(rows, ["call_set_id", "sample_index", "call_rate"], orient="row")
    metrics = pl.concat([pl.DataFrame(schema=schema), frame], how="diagonal_relaxed")
    counted = [True] * (frame.height - 1) + [False]
    return metrics, metrics.select("call_set_id", "sample_index", is_counted=pl.Series(counted))


def test_bins_are_the_same_in_all_call_sets_and_hold_everybody_who_counts() -> None:
    rates = [0.90, 0.95, 0.96, 0.97, 0.99, 0.99]
    rows = [(name, at, rate) for name in ("one", "two") for at, rate in enumerate(rates)]
    found = bins(*some(rows)).filter(pl.col("metric") == "call_rate")
    widths = (found["high"] - found["low"]).round(9).unique()
    assert widths.len() == 1
    assert found["n_people"].sum() == 11
    assert found.group_by("low").len()["len"].max() == 2
