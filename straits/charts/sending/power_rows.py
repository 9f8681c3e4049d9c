"""How well somebody's genome tells whether they are in a group: a bar per group, and the limit."""

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look
from straits.charts.phenotypes import value_rows as lines

_ROW = 26


def power_rows(rows: pl.DataFrame, look: Look) -> Drawing:
    """Return a bar per group, and a line where the limit is, if there is one.

    rows
        row_label, power, limit (1 for none), n_variants, n_people.
    """
    shown = rows.with_row_index("row").with_columns(
        (pl.col("row") + 0.5).alias("middle"),
        (pl.col("row") + 0.22).alias("top"),
        (pl.col("row") + 0.78).alias("bottom"),
        pl.lit(0.0).alias("zero"),
        pl.format("{} variants, {} people", "n_variants", "n_people").alias("said"),
    )
    axis = lines.named(rows["row_label"].to_list(), [False] * rows.height, look)
    top = alt.Axis(title=None, orient="top", tickCount=5, format=".0%", gridDash=[2, 4])
    x = alt.X("zero:Q", axis=top, scale=alt.Scale(domainMin=0, nice=True))
    y, middle = (lines.at(f"{field}:Q", rows.height, axis) for field in ("top", "middle"))
    tooltip = [
        alt.Tooltip("row_label:N", title="group"),
        alt.Tooltip("power:Q", title="found by the best test", format=".1%"),
        alt.Tooltip("limit:Q", title="limit", format=".0%"),
        alt.Tooltip("said:N", title="told exactly"),
    ]
    bars = alt.Chart(shown).mark_rect(color=look.accent)
    layers = [bars.encode(x=x, x2="power:Q", y=y, y2="bottom:Q", tooltip=tooltip)]
    limited = shown.filter(pl.col("limit") < 1).head(1)
    if limited.height:
        rule = alt.Chart(limited).mark_rule(color=look.ink, strokeDash=[5, 3], strokeWidth=1.5)
        layers.append(rule.encode(x=alt.X("limit:Q", axis=top)))
    layers.append(lines.figures(shown, middle, "said", look))
    return lines.drawn(layers, _ROW * max(rows.height, 1) + 4, look)
