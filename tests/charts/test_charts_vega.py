"""A chart as it is sent to the browser: the same picture, with no more data than it draws."""

from typing import Any

import altair as alt
import polars as pl
import pytest
import vl_convert

from straits.charts import vega
from straits.charts.comparison import frequency_map
from straits.charts.look import DARK, LIGHT
from tests.charts.test_charts import MARKS, NAMES, alleles, density, every_chart


@pytest.mark.parametrize("kind", ["top", "groups"])
@pytest.mark.parametrize("shades", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_sent_draws_what_altair_checked_and_drew(kind: str, shades: Any) -> None:
    chart = every_chart(shades)[kind]
    sent = vl_convert.vegalite_to_svg(vega.written(vega.of_altair(chart)))
    assert sent == vl_convert.vegalite_to_svg(chart.to_json(validate=True))


def test_a_frame_is_sent_once_with_the_columns_that_the_chart_names() -> None:
    rows = pl.DataFrame({"x": [1.0], "y": [2.0], "secret": ["s"], "shown": ["a"]})
    plain = alt.Chart(rows).encode(x="x:Q", y="y:Q", tooltip=alt.Tooltip("shown:N", title="Shown"))
    chart = alt.layer(
        plain.mark_point(),
        plain.mark_text().transform_calculate(twice="datum.y * 2").encode(text="twice:Q"),
    )
    (frame,) = vega.of_altair(chart)["datasets"].values()
    assert frame.columns == ["x", "y", "shown"]


def test_a_map_is_sent_without_what_its_table_alone_shows() -> None:
    rows = alleles(5).with_columns(p=pl.lit(0.5), q=pl.lit(0.5), test=pl.lit("Fisher's exact"))
    drawn = frequency_map.frequency_map(density(), rows, NAMES, MARKS, LIGHT)
    assert drawn["datasets"]["points"].columns == [
        "variant_id", "af_a", "name", "gene", "af_b", "difference", "counts_a", "counts_b", "side",
    ]  # fmt: skip
