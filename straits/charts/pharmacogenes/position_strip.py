"""Which of the positions that define a gene's alleles each call set covers, as strips."""

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look
from straits.charts.phenotypes import value_rows as lines

ROW = 34


def position_strip(rows: pl.DataFrame, look: Look) -> Drawing:
    """Return a strip per call set with a box per change: full where it is known, else hollow.

    rows
        strip (number of the call set's strip), row_label, order (of the change, from 0), pos,
        alleles, state_in_words, is_known.
    """
    strips = rows.unique("strip", maintain_order=True)
    placed = rows.with_columns(
        (pl.col("strip") + 0.2).alias("top"),
        (pl.col("strip") + 0.8).alias("bottom"),
        (pl.col("order") + 0.1).alias("start"),
        (pl.col("order") + 0.9).alias("stop"),
    )
    axis = lines.named(strips["row_label"].to_list(), [False] * strips.height, look)
    scale = alt.Scale(domain=[0, rows["order"].n_unique()], nice=False)
    layers = []
    for is_known, fill in ((True, look.accent), (False, look.ground)):
        mark = alt.Chart(placed.filter(pl.col("is_known") == is_known))
        layers.append(
            mark.mark_rect(fill=fill, stroke=look.accent if is_known else look.muted).encode(
                x=alt.X("start:Q", axis=None, scale=scale),
                x2=alt.X2("stop:Q"),
                y=lines.at("top:Q", strips.height, axis),
                y2=alt.Y2("bottom:Q"),
                tooltip=[
                    alt.Tooltip("pos:Q", title="position"),
                    alt.Tooltip("alleles:N", title="alleles that need it"),
                    alt.Tooltip("state_in_words:N", title="known from"),
                ],
            )
        )
    return lines.drawn(layers, ROW * max(strips.height, 1) + 4, look)
