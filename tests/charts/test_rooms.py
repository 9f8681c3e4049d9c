"""The height of a chart is known before it is drawn: as vl-convert draws it."""

import re
from typing import Any

import altair as alt
import polars as pl
import pytest
import vl_convert

from straits.charts import look, rooms, vega

ROWS = pl.DataFrame({"name": ["Danish", "Malay"], "af": [0.2, 0.4]})


def _bars(**axis: Any) -> alt.Chart:
    x = alt.X("af:Q", axis=alt.Axis(**axis) if axis else None)
    return alt.Chart(ROWS).mark_bar().encode(x=x, y=alt.Y("name:N", axis=None))


@pytest.mark.parametrize(
    "axis", [{}, {"title": None}, {"title": "AF"}, {"title": "AF", "orient": "top"}]
)
def test_rows_with_an_axis_or_none_are_as_high_as_was_said(axis: dict[str, Any]) -> None:
    spec = vega.of_altair(look.fitted(_bars(**axis), 120, look.LIGHT, top=4, bottom=6))
    assert abs(_drawn(spec) - rooms.height(spec)) <= 4


def test_panels_below_one_another_add_up() -> None:
    panels = (
        _bars(title="AF").properties(height=120),
        _bars(title=None).properties(height=50),
    )
    drawn = vega.of_altair(alt.vconcat(*panels, spacing=18))
    spec = {**drawn, "config": look.config(look.LIGHT), "autosize": {"type": "fit-x"}}
    assert abs(_drawn(spec) - rooms.height(spec)) <= 6


def test_a_chart_that_is_fitted_into_its_height_has_that_height() -> None:
    assert rooms.height({"height": 424, "layer": []}) == 424


def _drawn(spec: vega.Spec) -> float:
    svg = vl_convert.vegalite_to_svg(vega.written({**spec, "width": 300}))
    found = re.search(r'height="([\d.]+)"', svg)
    assert found
    return float(found[1])
