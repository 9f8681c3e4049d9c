"""A chart for a lecture room: no letter is under 24 pixels of a screen of 1920 by 1080."""

import json
import re
from typing import Any

import pytest
import vl_convert

from straits.charts import files, stage, vega
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
    [(4, 24, "group"), (24, 24, "group"), (30, 30, "a group whose name is as long as some are")],
)
def test_no_letter_is_too_small_to_be_read_from_the_back(
    n_rows: int, row_height: int, name: str
) -> None:
    drawn = chart(n_rows, row_height, name)
    assert least_letter(stage.svg(drawn, LIGHT)) >= stage.LEAST - 0.1
    # Enlarged as it is on the page, it would be.
    as_it_is = vl_convert.vegalite_to_svg(files.dressed(drawn, files.Words("", "")))
    assert least_letter(as_it_is) < stage.LEAST


def test_keys_are_as_large_and_on_their_ground() -> None:
    keys = [Key("Danish", "#0072B2", "circle"), Key("Chinese", "#D55E00", "square", True)]
    drawn = stage.keys_svg(keys, DARK)
    assert least_letter(drawn) >= stage.LEAST - 0.1
    assert "Danish" in drawn
    assert DARK.ground in drawn.upper() or DARK.ground in drawn
