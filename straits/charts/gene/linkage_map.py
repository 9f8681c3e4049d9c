"""How alleles of a region go together: r² of every pair, A above the diagonal and B below it."""

from collections.abc import Sequence

import polars as pl

from straits.charts import vega
from straits.charts.legend import Key
from straits.charts.look import Look, mix, of_row
from straits.charts.vega import Spec

HEIGHT = 420

# Of the name of an allele, where each has one: its letters, and the room from row to row.
_LETTERS, _ROW = 9, 12


def linkage_map(
    pairs: pl.DataFrame,
    n_alleles: int,
    names: tuple[str, str],
    look: Look,
    alleles: Sequence[str] = (),
) -> Spec:
    """Return the chart; both axes are the alleles in order of position, evenly spaced.

    pairs
        row and column (places among the alleles, row above column for A), r2, pair, r2_said.
    alleles
        What each row is called; without them rows have no names.
    """
    places = {"domain": [0, n_alleles], "nice": False}
    bare = {"axis": None, "scale": places}
    height = max(HEIGHT, _ROW * len(alleles))
    x, y = (vega.field(name, **_options(bare, name == "row")) for name in ("column", "row"))
    if alleles:
        y["axis"] = _named(alleles, look)
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
            "y_px": [-18.0, height + 4.0],
            "said": [f"above the diagonal: A, {names[0]}", f"below: B, {names[1]}"],
        }
    )
    spec = {
        "vconcat": [{"height": height, "layer": layers}],
        "params": [],
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 5, "right": 5, "top": 24, "bottom": 24},
    }
    return vega.finished(spec, {"pairs": drawn, "corners": corners}, look)


def legend_of(look: Look) -> list[Key]:
    """Return what the shades stand for."""
    shades = [mix(look.density[0], look.accent, r2) for r2 in (0.0, 0.5, 1.0)]
    return [
        Key(f"r² {r2}", shade, "square")
        for r2, shade in zip(("0", "0.5", "1"), shades, strict=True)
    ]


def _named(alleles: Sequence[str], look: Look) -> Spec:
    return {
        "title": None, "ticks": False, "domain": False, "grid": False, "labelOverlap": False,
        "labelColor": look.ink, "labelFontSize": _LETTERS, "labelLimit": 200,
        "values": [place + 0.5 for place in range(len(alleles))],
        "labelExpr": of_row(alleles, "floor(datum.value)"),
    }  # fmt: skip


def _options(bare: Spec, is_downwards: bool) -> Spec:
    return {**bare, "scale": {**bare["scale"], "reverse": is_downwards}}
