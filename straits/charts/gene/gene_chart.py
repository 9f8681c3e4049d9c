"""A gene: A upwards, its transcript, B downwards, their differences, and what was callable."""

from dataclasses import dataclass

import polars as pl

from straits.charts import vega
from straits.charts.gene import gene_model, gene_tracks, gene_windows, impact, lollipops
from straits.charts.gene.lollipops import Side
from straits.charts.gene.ruler import Ruler
from straits.charts.look import Look
from straits.charts.vega import Spec

# The line of words that says what the colours mean, in pixels: its height, room before a word, and
# for each of its letters.
_LEGEND, _LEAD, _LETTER = 14, 26.0, 6.0


@dataclass(frozen=True)
class Backdrop:
    """What alleles are drawn over.

    parts
        Of the transcript's exons, as of gene_model.exon_parts.
    regions, call_sets
        What was callable, as gene_tracks.callability takes them.
    """

    parts: pl.DataFrame
    strand: str | None
    ruler: Ruler
    regions: pl.DataFrame
    call_sets: list[tuple[str, str, bool]]


def gene_chart(
    rows: pl.DataFrame,
    differences: pl.DataFrame,
    windows: pl.DataFrame,
    backdrop: Backdrop,
    sides: tuple[Side, Side],
    look: Look,
    picked: str | None = None,
    view: tuple[float, float] | None = None,
) -> Spec:
    """Return the chart; a drag along the lowest strip zooms, a double click there zooms out.

    Its selections are `pick`, with a variant_id, and `view`, with the ends of x.

    rows
        One row per allele and population: variant_id, population_id, name, pos, place, af, af_low,
        af_high, counts, absence, is_head, impact, impact_said. af is null where nothing was called.
    differences
        One row per allele compared: variant_id, pos, place, name, difference, difference_said.
    windows
        As of gene_windows.windows.
    view
        The places that are in view at first; None for all.
    """
    ruler = backdrop.ruler
    rows, differences = (ruler.placed(frame, x="pos") for frame in (rows, differences))
    scale = {"domain": {"param": "view"}, "nice": False, "zero": False}
    x = vega.field("x", title=None, axis=None, scale=scale)
    drawn = [
        _legend(rows, look),
        _panel(rows, sides[0], True, x, look, picked),
        gene_model.track(backdrop.parts, backdrop.strand, ruler, x, look),
        _panel(rows, sides[1], False, x, look, picked),
        gene_tracks.difference(differences, sides, x, look),
        gene_windows.track(windows, ruler, x, look),
        gene_tracks.callability(
            backdrop.regions, backdrop.call_sets, ruler, {**x, "axis": _axis(ruler)}, look
        ),
        gene_tracks.strip(rows, ruler, look),
    ]
    zoom = {"name": "view", "select": {"type": "interval", "encodings": ["x"]}, "views": ["strip"]}
    if view is not None:
        zoom["value"] = {"x": list(view)}
    pick = {
        "name": "pick",
        "select": {"type": "point", "fields": ["variant_id"]},
        "views": ["heads_A", "heads_B", "differences"],
    }
    first, last = ruler.ends
    datasets = {"extent": pl.DataFrame({"x": [first], "x2": [last]})}
    for _, own in drawn:
        datasets |= own
    spec = {
        "vconcat": [part for part, _ in drawn],
        "spacing": 4,
        "params": [pick, zoom],
        # By itself Streamlit would not fit panels of several layers into the width of the page.
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 5, "right": 5, "top": 5, "bottom": 8},
    }
    return vega.finished(spec, datasets, look)


def _panel(
    rows: pl.DataFrame, side: Side, is_up: bool, x: Spec, look: Look, picked: str | None
) -> tuple[Spec, dict[str, pl.DataFrame]]:
    own = rows.filter(pl.col("population_id") == side.population_id)
    return lollipops.panel(own, side, is_up, x, look, picked)


def _legend(rows: pl.DataFrame, look: Look) -> tuple[Spec, dict[str, pl.DataFrame]]:
    """Return the words for the colours that are there, in one line."""
    there = set(rows["impact"])
    words = [word for word in impact.ORDER if word in there]
    starts = [sum(_LEAD + _LETTER * len(word) for word in words[:n]) for n in range(len(words))]
    kinds = {"impact": pl.String, "px": pl.Float64, "text_px": pl.Float64}
    frame = pl.DataFrame([words, starts, [px + 9.0 for px in starts]], kinds)
    fill, stroke = lollipops.colours_of(look)
    dot = {"type": "point", "shape": "circle", "size": 60, "filled": True, "opacity": 1}
    text = {"type": "text", "align": "left", "fontSize": 11, "color": look.muted}
    x: Spec = {"scale": None, "axis": None}
    y = vega.at(_LEGEND / 2)
    layers = [
        vega.layer("legend", dot, x=vega.field("px", **x), y=y, fill=fill, stroke=stroke),
        vega.layer(
            "legend", text, x=vega.field("text_px", **x), y=y, text=vega.field("impact", "nominal")
        ),
    ]
    return {"height": _LEGEND, "layer": layers}, {"legend": frame}


def _axis(ruler: Ruler) -> Spec:
    if ruler.is_shrunk:
        return {
            "title": "exons to scale, introns shrunk",
            "labels": False, "ticks": False, "grid": False, "domain": False,
        }  # fmt: skip
    return {"title": None, "format": ",d", "grid": False, "tickCount": 6, "domain": False}
