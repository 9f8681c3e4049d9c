"""Views of all groups where a panel publishes AC as a range: drawn apart, or left out and told."""

from pathlib import Path

import polars as pl
import pytest

from straits import queries
from straits.charts.groups import heat_map
from straits.charts.look import LIGHT
from straits.queries.comparison import panel_of_groups
from straits.store import Store
from tests.builders import panel_study, screens
from tests.builders.panel_study import ASIAN, DANISH, EUROPEAN, MALAY
from tests.builders.screens import said

# Danish and Malay are 1,200 alleles each.
HETS = {100: (60, 3), 200: (30, 0), 300: (5, 0)}
PANEL = {
    "pos": [100, 200, 300],
    "AC_nfe": ["7", "<5", "3-9"],
    "AN_nfe": [200, 220, 240],
    "AC_eas": ["0", "2", "<=3"],
    "AN_eas": [100, 100, 100],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ranges")


@pytest.fixture(scope="module")
def store(folder: Path) -> Store:
    return panel_study.ingested(folder, HETS, PANEL, censored_from=1)


def test_beside_other_groups_a_range_is_neither_a_frequency_nor_an_absence(store: Store):
    pair = [queries.groups.population(store, one) for one in (EUROPEAN, ASIAN)]
    panel = panel_of_groups.group_panel(store, pair, queries.allele.Filters(), [0, 1, 2])
    assert panel is not None
    cells = panel_of_groups.frequencies_of(store, panel, [0, 1, 2])
    assert cells.select("absence", "ac", "ac_low", "ac_high", "an", "af").rows() == [
        ("observed", 7, None, None, 200, 0.035),
        ("observed", 0, None, None, 100, 0.0),
        ("censored", None, 1, 4, 220, None),
        ("observed", 2, None, None, 100, 0.02),
        ("censored", None, 3, 9, 240, None),
        ("censored", None, 1, 3, 100, None),
    ]
    of_study = [queries.groups.population(store, one) for one in (DANISH, MALAY)]
    for groups, n_in_range in ((pair, 2), (of_study, 0)):
        apart = queries.comparison.fst_between(store, groups, queries.allele.Filters())
        assert apart.n_in_range == n_in_range


def test_a_heat_map_writes_a_range_into_a_cell_of_its_own():
    cells = pl.DataFrame(
        {
            "variant_id": "v", "name": "rs1", "group_label": ["Danish", "East Asian"],
            "af": [0.5, None], "counts": ["1/2", "1 to 4/220"], "ac_low": [None, 1],
            "ac_high": [None, 4], "absence": ["observed", "censored"],
        }
    )  # fmt: skip
    spec = heat_map.heat_map(cells, LIGHT).to_dict()
    (dashed,) = (layer for layer in spec["layer"] if "strokeDash" in layer["mark"])
    (drawn,) = spec["datasets"][dashed["data"]["name"]]
    assert (drawn["group_label"], drawn["ends"]) == ("East Asian", "AC 1–4")
    without = heat_map.heat_map(cells.head(1), LIGHT).to_dict()
    assert not any("strokeDash" in layer["mark"] for layer in without["layer"])


@pytest.mark.parametrize(
    ("view", "text"),
    [
        ("heat", "a dashed cell is a range of AC"),
        ("shared", "2 alleles were left out because a panel publishes AC only as a range"),
        ("fst", "2 alleles were left out because a panel publishes AC only as a range"),
    ],
)
def test_views_of_all_groups_say_what_ranges_they_leave_out(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch, view: str, text: str
):
    for (a, b), is_said in (((ASIAN, DANISH), True), ((DANISH, MALAY), False)):
        address = {"view": view, "a": a, "b": b}
        app = screens.opened("frequencies", folder / "store", monkeypatch, **address)
        assert not app.exception
        assert (text in said(app)) == is_said
