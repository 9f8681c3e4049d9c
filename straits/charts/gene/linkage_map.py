"""How alleles of a region go together: r² of every pair, A above the diagonal and B below it."""

import polars as pl

from straits.charts import vega
from straits.charts.look import Look
from straits.charts.vega import Spec

HEIGHT = 420


def linkage_map(pairs: pl.DataFrame, n_alleles: int, names: tuple[str, str], look: Look) -> Spec:
    """Return the chart; both axes are the alleles in order of position, evenly spaced.

    pairs
        row and column (places among the alleles, row above column for A), r2, pair, r2_said.
    """
    places = {"domain": [0, n_alleles], "nice": False}
    bare = {"axis": None, "scale": places}
    x, y = (vega.field(name, **_options(bare, name == "row")) for name in ("column", "row"))
    cell = {"type": "rect", "strokeWidth": 0}
    # Blends of blue and white, not the rainbow between them.
    scale = {"domain": [0, 1], "range": [look.density[0], look.accent], "interpolate": "rgb"}
    shade = vega.field("r2", scale=scale, legend=None)
    tip = vega.tooltip(pair="alleles", side="in", r2_said="r²")
    text = {"type": "text", "fontSize": 12, "color": look.muted, "align": "left", "baseline": "top"}
    layers = [
        vega.layer(
            "pairs", cell, x=x, x2={"field": "column_end"}, y=y, y2={"field": "row_end"},
            color=shade, tooltip=tip,
        ),
        vega.layer(
            "corners", text, x=vega.field("x_px", scale=None, axis=None),
            y=vega.field("y_px", scale=None, axis=None), text=vega.field("said", "nominal"),
        ),
    ]  # fmt: skip
    drawn = pairs.with_columns(column_end=pl.col("column") + 1, row_end=pl.col("row") + 1)
    corners = pl.DataFrame(
        {
            "x_px": [0.0, 0.0],
            "y_px": [-18.0, HEIGHT + 4.0],
            "said": [f"above the diagonal: A, {names[0]}", f"below: B, {names[1]}"],
        }
    )
    spec = {
        "vconcat": [{"height": HEIGHT, "layer": layers}],
        "params": [],
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 5, "right": 5, "top": 24, "bottom": 24},
    }
    return vega.finished(spec, {"pairs": drawn, "corners": corners}, look)


def _options(bare: Spec, is_downwards: bool) -> Spec:
    return {**bare, "scale": {**bare["scale"], "reverse": is_downwards}}
