"""A gene with thousands of alleles on the screen: how much of it is drawn, and how much is sent."""

import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from straits import queries
from straits.store import open_store
from tests.builders import screens, studies

GROUPINGS = {"population": {"column": "Population", "label": "Population"}}


@pytest.fixture(scope="module")
def dense(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """CYP2C19 of 3,202 people of the 1000 Genomes Project."""
    folder, files = tmp_path_factory.mktemp("dense"), shared_data / "kg30x_pharmacogenes"
    call_set = {"id": "calls", "files": str(files / "CYP2C19.vcf.gz")}
    samples = {"file": str(files / "20130606_g1k.ped")}
    sites = [{"id": "igsr", "samples": samples, "call_sets": [call_set]}]
    study = {
        "name": "Dense", "build": "GRCh38", "profile": "open", "groupings": GROUPINGS,
        "sites": sites,
    }  # fmt: skip
    studies.ingest(studies.write_study(folder, study), folder / "store")
    return folder / "store"


def opened(page: str, store: Path, monkeypatch: pytest.MonkeyPatch, **params: str) -> AppTest:
    app = screens.opened(page, store, monkeypatch, **params)
    assert not app.exception
    return app


def sent(app: AppTest) -> dict[str, pl.DataFrame]:
    """Return the frames of the first chart, as the browser gets them."""
    proto: Any = app.get("vega_lite_chart")[0].proto
    return {one.name: pl.read_ipc_stream(io.BytesIO(one.data.data)) for one in proto.datasets}


def test_of_thousands_of_alleles_500_heads_per_group_are_drawn(
    dense: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gene = queries.gene.gene(open_store(dense), "CYP2C19")
    assert gene is not None
    assert gene.n_alleles > 2_000
    frames = sent(opened("gene", dense, monkeypatch, g="CYP2C19"))
    heads = {name: frame.height for name, frame in frames.items() if name.startswith("heads")}
    assert set(heads) == {"heads A", "heads B"}
    assert all(0 < height <= 500 for height in heads.values())


def test_over_the_map_of_all_alleles_lie_500_points_at_most(
    dense: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = sent(opened("frequencies", dense, monkeypatch))
    (points,) = (frame for frame in frames.values() if "variant_id" in frame.columns)
    (cells,) = (frame for frame in frames.values() if "n_variants" in frame.columns)
    assert points.height == 500
    assert cells["n_variants"].sum() > 1_000
    assert cells.height <= 60 * 60


@pytest.mark.parametrize(("page", "most"), [("frequencies", 250_000), ("gene", 450_000)])
def test_a_chart_of_thousands_of_alleles_is_a_fraction_of_a_megabyte(
    dense: Path, monkeypatch: pytest.MonkeyPatch, page: str, most: int
) -> None:
    app = opened(page, dense, monkeypatch, g="CYP2C19")
    assert sum(chart.proto.ByteSize() for chart in app.get("vega_lite_chart")) < most
