"""A comparison drawn whole: no stretch loses its peak, no allele its place in the grid."""

import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straits import queries
from straits.errors import QueryError
from straits.genome import Region
from straits.popgen import fst
from straits.queries.comparison import tracks
from straits.store import Store, open_store
from tests.builders import tiny_store
from tests.builders.tiny_store import Block, Calls

N_A, N_B = 60, 50
RANDOM = np.random.default_rng(5)
HETS = [(int(RANDOM.integers(0, N_A)), int(RANDOM.integers(0, N_B))) for _ in range(90)]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    names = [f"chr{1 + place // 50}-{1 + place}-A-G" for place in range(len(HETS))]
    blocks = [
        Block("c", "XX", n, {"g": group}, {
            name: Calls(het=pair[side]) for name, pair in zip(names, HETS, strict=True)
        })
        for side, (group, n) in enumerate((("A", N_A), ("B", N_B)))
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("track")
    return open_store(tiny_store.of_blocks(folder, blocks, names, release_id="track"))


@pytest.fixture(scope="module")
def pair(store: Store) -> tuple[queries.groups.Population, queries.groups.Population]:
    return queries.groups.default_pair(store)


def test_with_room_for_all_every_allele_is_a_point_with_the_p_of_its_test(store: Store, pair):
    track = tracks.genome_track(store, *pair, queries.allele.Filters())
    whole = queries.comparison.allele_differences(store, *pair, queries.allele.Filters()).sort(
        "allele_index"
    )
    assert track["n_variants"].to_list() == [1] * whole.height
    for column in ("allele_index", "variant_id", "ac_a", "an_b", "p", "test"):
        assert track[column].to_list() == whole[column].to_list()
    np.testing.assert_allclose(track["minus_log10_p"], -np.log10(whole["p"]))


@pytest.mark.parametrize("measure", tracks.MEASURES)
@pytest.mark.parametrize("n_points", [2, 7, 40])
def test_a_stretch_is_drawn_by_its_most_different_allele(
    store: Store, pair, measure: str, n_points: int
):
    whole = queries.comparison.allele_differences(store, *pair, queries.allele.Filters()).sort(
        "allele_index"
    )
    counts = [whole[name].to_numpy() for name in ("ac_a", "an_a", "ac_b", "an_b")]
    top, bottom = fst.hudson_fst_parts(*counts)
    value = -whole["p"].round_sig_figs(8) if measure == "p" else pl.Series(top / bottom)
    track = tracks.genome_track(store, *pair, queries.allele.Filters(), measure, n_points)
    assert track.height <= n_points
    assert track["n_variants"].sum() == whole.height
    assert track["allele_index"].is_sorted()
    assert value.max() in value.filter(whole["allele_index"].is_in(track["allele_index"].implode()))
    shown = dict(zip(whole["allele_index"], value, strict=True))
    stretches = track["allele_index"].to_list()
    for first, last in zip([-1, *stretches], stretches, strict=False):
        between = [shown[index] for index in range(first + 1, last + 1) if index in shown]
        assert shown[last] > min(between) or len(set(between)) == 1


def test_fst_is_hudsons_of_the_allele_alone(store: Store, pair):
    track = tracks.genome_track(store, *pair, queries.allele.Filters(), "fst")
    counts = [track[name].to_numpy() for name in ("ac_a", "an_a", "ac_b", "an_b")]
    top, bottom = fst.hudson_fst_parts(*counts)
    np.testing.assert_allclose(track["fst"], top / bottom, atol=1e-12)


def test_a_region_has_points_of_its_own(store: Store, pair):
    region = Region("chr2", 51, 60)
    track = tracks.genome_track(store, *pair, queries.allele.Filters(region=region), n_points=5)
    assert set(track["contig"]) == {"chr2"}
    assert track["n_variants"].sum() == 10
    assert track.height <= 5


def test_an_unknown_measure_is_refused(store: Store, pair):
    with pytest.raises(QueryError, match="Expected a measure of p, fst"):
        tracks.genome_track(store, *pair, queries.allele.Filters(), "q")


def test_every_allele_is_in_one_cell_of_the_volcano_by_the_p_of_its_test(store: Store, pair):
    cells = tracks.volcano_density(store, *pair, queries.allele.Filters())
    whole = queries.comparison.allele_differences(store, *pair, queries.allele.Filters())
    assert cells["n_variants"].sum() == whole.height
    for difference, p in zip(whole["difference"], whole["p"], strict=True):
        strength = -math.log10(p)
        inside = cells.filter(
            (pl.col("difference_low") - 1e-9 <= difference)
            & (difference <= pl.col("difference_high") + 1e-9)
            & (pl.col("minus_log10_p_low") - 1e-9 <= strength)
            & (strength <= pl.col("minus_log10_p_high") + 1e-9)
        )
        assert inside.height


@settings(max_examples=25)
@given(st.floats(0, 1e-300) | st.floats(0, 1))
def test_the_smallest_p_still_has_a_logarithm(p: float):
    shown = pl.DataFrame({"p": [p]}).select(tracks.minus_log10(pl.col("p"))).item()
    assert 0 <= shown <= 308
    if p > 1e-300:
        assert shown == pytest.approx(-np.log10(p), abs=1e-9)


def test_alleles_with_too_few_people_called_are_on_no_track_inside(tmp_path: Path):
    calls = {"chr1-1-A-G": Calls(het=9), "chr1-2-A-G": Calls(het=15, missing=181)}
    blocks = [Block("c", "XX", 200, {"g": "A"}, calls), Block("c", "XX", 200, {"g": "B"})]
    path = tiny_store.of_blocks(
        tmp_path, blocks, list(calls), profile="inside", release_id="track-inside"
    )
    store = open_store(path)
    pair = queries.groups.default_pair(store)
    assert tracks.genome_track(store, *pair, queries.allele.Filters())["pos"].to_list() == [1]
    assert tracks.volcano_density(store, *pair, queries.allele.Filters())["n_variants"].sum() == 1
