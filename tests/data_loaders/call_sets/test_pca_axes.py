"""Axes that are fitted once: what they are fitted on, and other studies placed on the same."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from straits import tables
from tests.builders import studies
from tests.builders.studies import Record

N_PEOPLE, N_SITES = 40, 60
CALLS = ("0/0", "0/1", "1/1")


def two_groups() -> NDArray[np.int64]:
    """Return copies at N_SITES far from each other; the last 20 people have other frequencies."""
    rng = np.random.default_rng(3)
    af = rng.uniform(0.2, 0.8, (N_SITES, 2))
    return rng.binomial(2, np.repeat(af, N_PEOPLE // 2, axis=1))


def ingested(folder: Path, copies: NDArray[np.int64], **keys: str) -> Path:
    folder.mkdir()
    names = [f"P{person:02}" for person in range(copies.shape[1])]
    records = [
        Record("chr1", (site + 1) * 1_000_000, "A", "G", " ".join(CALLS[n] for n in row))
        for site, row in enumerate(copies)
    ]
    (folder / "calls.vcf").write_text(studies.vcf_text(names, records))
    study = studies.one_call_set(folder, ["calls.vcf"], dict.fromkeys(names, "XX"), **keys)
    studies.ingest(study, folder / "store")
    return folder / "store"


def axes_file(store: Path) -> Path:
    return tables.TABLES["pca_axes"].path(store / "current")


def scores(store: Path) -> NDArray[np.float64]:
    metrics = studies.table(store, "sample_metrics").sort("sample_index")
    return metrics.select("pc_1", "pc_2").to_numpy()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ingested(tmp_path_factory.mktemp("axes") / "first", two_groups())


def test_the_first_axis_tells_the_groups_apart(first: Path) -> None:
    along = scores(first)[:, 0]
    apart = (along[:20].max() < along[20:].min()) or (along[:20].min() > along[20:].max())
    assert apart


def test_axes_are_fitted_on_common_sites_alone(tmp_path: Path) -> None:
    copies = two_groups()
    copies[0] = [1] + [0] * (N_PEOPLE - 1)  # AF 1/80
    sites = studies.table(ingested(tmp_path / "study", copies), "pca_axes")["pos"].unique()
    assert 1_000_000 not in sites
    assert 2_000_000 in sites


def test_a_second_country_is_placed_on_the_axes_that_it_names(first: Path, tmp_path: Path) -> None:
    # Five of the people, whose own axes would be others.
    some = two_groups()[:, 18:23]
    second = ingested(tmp_path / "second", some, pca_axes=str(axes_file(first)))
    np.testing.assert_allclose(scores(second), scores(first)[18:23], atol=1e-9)
    assert studies.table(second, "pca_axes").equals(studies.table(first, "pca_axes"))


def test_a_site_that_the_second_country_lacks_stands_at_the_centre(
    first: Path, tmp_path: Path
) -> None:
    some = two_groups()[:30, :5]
    second = ingested(tmp_path / "second", some, pca_axes=str(axes_file(first)))
    axis = studies.table(first, "pca_axes").filter(pl.col("axis") == 1).sort("pos")
    seen = axis.filter(pl.col("pos") <= 30_000_000)
    scaled = (
        (some.T[:, np.isin(np.arange(30), seen["pos"] // 1_000_000 - 1)])
        - seen["centre"].to_numpy()
    )
    expected = (scaled / seen["scale"].to_numpy()) @ seen["loading"].to_numpy()
    np.testing.assert_allclose(scores(second)[:, 0], expected, atol=1e-9)


def refusal(folder: Path, **keys: str) -> str:
    (folder / "calls.vcf").write_text(
        studies.vcf_text(["A"], [Record("chr1", 100, "A", "G", "0/1")])
    )
    study = studies.one_call_set(folder, ["calls.vcf"], {"A": "XX"}, **keys)
    done = studies.command("ingest", study, "--store", folder / "store")
    assert done.returncode == 2
    return " ".join(done.stderr.split())


def test_axes_that_were_changed_are_refused(first: Path, tmp_path: Path) -> None:
    changed = pl.read_parquet(axes_file(first)).with_columns(loading=-pl.col("loading"))
    changed.write_parquet(tmp_path / "changed.parquet")
    assert "not as it was written" in refusal(tmp_path, pca_axes="changed.parquet")


def test_axes_of_another_build_are_refused(first: Path, tmp_path: Path) -> None:
    said = refusal(tmp_path, pca_axes=str(axes_file(first)), build="GRCh37")
    assert "has axes of GRCh38, and the study is of GRCh37" in said


def test_a_file_that_is_no_axes_is_refused(tmp_path: Path) -> None:
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "other.parquet")
    assert "cannot be read as axes" in refusal(tmp_path, pca_axes="other.parquet")
