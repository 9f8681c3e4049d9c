"""What the tooltips of several charts say alike."""

import altair as alt
import polars as pl


def chance(points: pl.DataFrame) -> list[alt.Tooltip]:
    """Return the lines of p and of what it is worth: q, or Bonferroni's where there is no q."""
    has_q = "q" in points.columns and points["q"].null_count() < points.height
    worth = ("q:Q", "q") if has_q else ("p_bonferroni:Q", "p × n")
    return [
        alt.Tooltip("p:Q", title="p", format=".2g"),
        alt.Tooltip(worth[0], title=worth[1], format=".2g"),
    ]
