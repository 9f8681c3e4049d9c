"""A chart for a lecture room: no letter is under 24 pixels of a screen of 1920 by 1080."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
import vl_convert

from straits.charts import files, stage, stage_columns, vega
from straits.charts.legend import Key
from straits.charts.look import DARK, LIGHT, config

SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')
LETTERS = re.compile(r'font-size="([\d.]+)')


def chart(n_rows: int, row_height: int, name: str = "group") -> dict[str, Any]:
    """Return points with a name to each row, and a number in letters of 11 beside them."""
    rows = [{"name": f"{name} {n}", "row": n, "af": n / n_rows} for n in range(n_rows)]
    x = {"field": "af", "type": "quantitative"}
    y = {"field": "name", "type": "ordinal", "axis": {"labelLimit": 400}}
    text = {"type": "text", "fontSize": 11, "dx": 20}
    spec = {
        "data": {"name": "rows"}, "height": n_rows * row_height,
        "layer": [
            {"mark": "point", "encoding": {"x": x, "y": y}},
            {"mark": text, "encoding": {"x": x, "y": y, "text": {"field": "name"}}},
        ],
        "datasets": {"rows": rows}, "config": config(LIGHT),
    }  # fmt: skip
    return vega.read(json.dumps(spec))


def least_letter(svg: str) -> float:
    """Return the least letters as they are shown in the room of a chart."""
    size = SIZE.search(svg)
    assert size is not None
    shown_at = min(stage.WIDTH / float(size[1]), stage.HEIGHT / float(size[2]))
    return min(map(float, LETTERS.findall(svg))) * shown_at


@pytest.mark.parametrize(
    ("n_rows", "row_height", "name"),
    [
        (4, 24, "group"),
        (24, 24, "group"),
        pytest.param(30, 30, "a group whose name is as long as some are", marks=pytest.mark.long),
    ],
)
def test_no_letter_is_too_small_to_be_read_from_the_back(
    n_rows: int, row_height: int, name: str
) -> None:
    drawn = chart(n_rows, row_height, name)
    assert least_letter(stage.svg(drawn, LIGHT)) >= stage.LEAST - 0.1
    # Enlarged as it is on the page, it would be.
    as_it_is = vl_convert.vegalite_to_svg(files.dressed(drawn, files.Words("", "")))
    assert least_letter(as_it_is) < stage.LEAST


def headed(n_headings: int, n_rows: int) -> dict[str, Any]:
    """Return a chart of rows below headings in bold, with its marks of the axis above."""
    names = [
        f"{'row' if row else 'Head'} {heading}.{row}"
        for heading in range(n_headings)
        for row in range(n_rows + 1)
    ]
    spec = chart(len(names), 24)
    weight = {"condition": {"test": "test(/^Head/, datum.value)", "value": "bold"}, "value": 400}
    for layer in spec["layer"]:
        layer["encoding"]["y"] |= {"axis": {"labelFontWeight": weight}, "sort": None}
        layer["encoding"]["x"] |= {"axis": {"orient": "top"}}
    rows = spec["datasets"]["rows"].with_columns(name=pl.Series(names))
    return {**spec, "datasets": {"rows": rows}}


def test_rows_that_have_no_room_below_one_another_stand_in_columns_below_their_headings() -> None:
    spec = headed(5, 7)
    drawn = stage.svg(spec, LIGHT)
    assert least_letter(drawn) >= stage.LEAST - 0.1
    root = ElementTree.fromstring(drawn)
    columns = {float(part.get("x", 0)) for part in root if part.tag.endswith("}svg")}
    assert len(columns) == 2
    # Each name is in the piece of its own rows, and nowhere over another.
    assert not stage_columns.is_crowded(stage_columns.texts(drawn))
    # The third heading's rows are cut, so that it stands again above those of the second column.
    outside = [part for part in root if part.tag.endswith("}text")]
    assert [part.text for part in outside] == ["Head 2.0"]


def test_letters_that_large_in_one_column_would_stand_over_one_another() -> None:
    one = vl_convert.vegalite_to_svg(files.dressed(headed(5, 7), files.Words("", "")))
    assert not stage_columns.is_crowded(stage_columns.texts(one))
    larger = re.sub(r"font-size=\"1[12]px\"", 'font-size="30px"', one)
    assert stage_columns.is_crowded(stage_columns.texts(larger))


def test_a_chart_whose_rows_have_room_stays_in_one_column() -> None:
    assert stage.svg(chart(6, 24), LIGHT).count("<svg") == 1


def test_keys_are_as_large_and_on_their_ground() -> None:
    keys = [Key("Danish", "#0072B2", "circle"), Key("Chinese", "#D55E00", "square", True)]
    drawn = stage.keys_svg(keys, DARK)
    assert least_letter(drawn) >= stage.LEAST - 0.1
    assert "Danish" in drawn
    assert DARK.ground in drawn.upper() or DARK.ground in drawn
