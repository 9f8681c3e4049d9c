"""Charts of phenotypes, ages and principal components: what they draw, on either ground."""

from typing import Any

import polars as pl
import pytest

from straits.charts.cohorts import age_pyramid
from straits.charts.groups import components
from straits.charts.look import DARK, LIGHT, Look, visible
from straits.charts.phenotypes import phenotype_shares, phenotype_values

GROUPS = {"row_label": ["A", "B"], "colour": ["#0072B2", "#000000"], "is_chosen": [True, False]}
LOOKS = pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])


def drawn(chart: Any) -> str:
    """Return the chart as Vega-Lite; making it checks it against the grammar."""
    return str(chart.to_json())


def test_an_outline_has_the_same_area_in_every_row() -> None:
    bins = pl.DataFrame(
        {"row": [0, 0, 1], "low": [0.0, 1.0, 0.0], "high": [1.0, 2.0, 4.0], "n": [30, 10, 7]},
        schema_overrides={"row": pl.UInt32},
    )
    corners = phenotype_values.outline(bins)
    areas = [
        sum(
            (after["value"] - before["value"]) * (before["base"] - before["top"])
            for before, after in zip(part[:-1].to_dicts(), part[1:].to_dicts(), strict=True)
        )
        for part in corners.partition_by("row")
    ]
    assert areas[0] == pytest.approx(areas[1])


def test_an_empty_bin_goes_down_to_the_base() -> None:
    bins = pl.DataFrame(
        {"row": [0, 0], "low": [0.0, 2.0], "high": [1.0, 3.0], "n": [5, 5]},
        schema_overrides={"row": pl.UInt32},
    )
    corners = phenotype_values.outline(bins).to_dicts()
    heights = {corner["value"]: corner["base"] - corner["top"] for corner in corners}
    assert heights[1.0] == pytest.approx(0)
    assert heights[2.0] > 0


def test_bins_of_two_sexes_add_up_where_they_overlap() -> None:
    bins = pl.DataFrame(
        {"row": [0, 0], "low": [0.0, 1.0], "high": [2.0, 2.0], "n": [20, 10]},
        schema_overrides={"row": pl.UInt32},
    )
    corners = phenotype_values.outline(bins).to_dicts()
    low, high = (corner["base"] - corner["top"] for corner in corners[:2])
    # 10 of the 20 between 0 and 1, the other 10 and 10 more between 1 and 2.
    assert high == pytest.approx(2 * low)


@LOOKS
def test_an_estimate_that_is_withheld_says_why(look: Look) -> None:
    rows = pl.DataFrame(
        GROUPS
        | {"shape": ["circle", "square"], "figure": [0.2, None], "low": [0.1, None]}
        | {"high": [0.3, None], "said": ["2/10", ""], "why": ["", "withheld by the profile"]}
    )
    assert "withheld by the profile" in drawn(phenotype_shares.estimates(rows, look, ".1~%", True))


@LOOKS
def test_years_of_cases_start_at_zero_and_of_means_do_not(look: Look) -> None:
    rows = pl.DataFrame(
        GROUPS
        | {"shape": ["circle", "square"], "year": [2019, 2020], "figure": [30.0, 40.0]}
        | {"low": [28.0, 38.0], "high": [32.0, 42.0], "n_people": [20, 30]}
    )
    cases = rows.with_columns(pl.lit(None, pl.Float64).alias("low"))
    assert '"zero": false' in drawn(phenotype_values.years(rows, "mean", look))
    assert '"zero": true' in drawn(phenotype_values.years(cases, "people", look))


@LOOKS
def test_a_pyramid_has_women_to_the_left(look: Look) -> None:
    rows = pl.DataFrame(
        {"group": [0, 0], "group_label": ["A", "A"], "colour": ["#0072B2"] * 2, "sex": ["XX", "XY"]}
        | {"low": [40, 40], "high": [45, 45], "n_people": [10, 5], "share": [0.2, 0.1]}
    )
    chart = age_pyramid.age_pyramid(rows, [["A", "XX 10 · XY 5"]], look)
    data = chart.data
    ends = dict(zip(data["sex"], data["end"], strict=True))
    assert ends["XX"] < 0.5 < ends["XY"]
    assert "XX 10" in drawn(chart)


@LOOKS
def test_who_disagrees_is_ringed(look: Look) -> None:
    people = pl.DataFrame(
        {"group_label": ["A", "A", "B"], "colour": ["#0072B2"] * 3, "shape": ["circle"] * 3}
        | {"pc_1": [0.0, 1.0, 2.0], "pc_2": [0.0, 1.0, 2.0], "agrees": [True, False, None]}
    )
    chart = components.points(people, ("PC1", "PC2"), look)
    rings = [
        layer.data for layer in chart.layer if layer.data.height == 1 and "agrees" in layer.data
    ]
    assert [data["pc_1"].to_list() for data in rings] == [[1.0]]


def test_groups_wear_their_colours_and_shapes_in_the_order_given_however_long_their_names() -> None:
    long = "Utah residents with Northern and Western European ancestry"
    people = pl.DataFrame(
        {"group_label": ["B", long, "A"], "colour": ["#0072B2", "#D55E00", "#009E73"]}
        | {"shape": ["circle", "square", "cross"], "pc_1": [0.0, 1.0, 2.0]}
        | {"pc_2": [0.0, 1.0, 2.0], "agrees": [True, True, True]}
    )
    chart = components.points(people, ("PC1", "PC2"), LIGHT, [long, "B"])
    worn = chart.to_dict()["layer"][0]["encoding"]
    assert worn["color"]["scale"] == {"domain": [long, "B", "A"]} | {
        "range": [visible(colour, LIGHT) for colour in ("#D55E00", "#0072B2", "#009E73")]
    }
    assert worn["shape"]["scale"]["range"] == ["square", "circle", "cross"]
    # The names take no more of the width than the legend leaves them.
    assert chart.to_dict()["padding"]["right"] < 10
    assert worn["color"]["legend"]["labelLimit"] < 300


def test_names_at_the_end_of_lines_stand_clear_of_each_other() -> None:
    rows = pl.DataFrame(
        {"row_label": ["A", "B", "A", "B"], "colour": ["#0072B2", "#D55E00"] * 2}
        | {"shape": ["circle"] * 4, "year": [2001, 2001, 2002, 2002]}
        | {"figure": [10.0, 20.0, 15.0, 15.1], "low": [9.0] * 4, "high": [21.0] * 4}
        | {"n_people": [5] * 4}
    )
    chart = phenotype_values.years(rows, "mean", LIGHT)
    (names,) = (layer for layer in chart.layer if layer.to_dict()["mark"]["type"] == "text")
    assert names.to_dict()["encoding"]["y"]["field"] == "at"
    low, high = sorted(names.data["at"])
    assert high - low > 0.5
