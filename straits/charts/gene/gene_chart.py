"""A gene: A upwards, its transcript, B downwards, their differences, and what was callable."""

from dataclasses import dataclass

import polars as pl

from straits.charts import marks, vega
from straits.charts.gene import gene_model, gene_windows, impact, lollipops
from straits.charts.gene.lollipops import Side
from straits.charts.gene.ruler import Ruler
from straits.charts.legend import Key
from straits.charts.look import Look
from straits.charts.screen_words import ZOOM_HINT
from straits.charts.vega import Spec

DIFFERENCE = 54
STRIP = 22

# Height of one call set in the track of what was callable: its name above its band.
_ROW = 20

# Columns of the strip that shows where the alleles lie, and strokes along the whole axis.
_STRIP_BINS = 240
_N_STROKES = 160


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
        _panel(rows, sides[0], True, x, look, picked),
        gene_model.track(backdrop.parts, backdrop.strand, ruler, x, look),
        _panel(rows, sides[1], False, x, look, picked),
        _difference(differences, sides, x, look),
        gene_windows.track(windows, ruler, x, look),
        _callability(
            backdrop.regions, backdrop.call_sets, ruler, {**x, "axis": _axis(ruler)}, look
        ),
        _strip(rows, ruler, look),
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


def legend_of(rows: pl.DataFrame, look: Look) -> list[Key]:
    """Return what the colours of the heads stand for, those that are there.

    rows
        As of `gene_chart`.
    """
    there = set(rows["impact"])
    return [
        Key(word, colour, "circle", is_hollow=word == impact.NOT_ANNOTATED)
        for word, colour in impact.colours(look).items()
        if word in there
    ]


def _panel(
    rows: pl.DataFrame, side: Side, is_up: bool, x: Spec, look: Look, picked: str | None
) -> tuple[Spec, dict[str, pl.DataFrame]]:
    own = rows.filter(pl.col("population_id") == side.population_id)
    return lollipops.panel(own, side, is_up, x, look, picked)


def _axis(ruler: Ruler) -> Spec:
    if ruler.is_shrunk:
        return {
            "title": "exons to scale, introns shrunk",
            "labels": False, "ticks": False, "grid": False, "domain": False,
        }  # fmt: skip
    return {"title": None, "format": ",d", "grid": False, "tickCount": 6, "domain": False}


def _difference(
    pairs: pl.DataFrame, sides: tuple[Side, Side], x: Spec, look: Look
) -> tuple[Spec, dict[str, pl.DataFrame]]:
    """Return AF in A less AF in B for every allele, upwards in A's colour, downwards in B's.

    pairs
        variant_id, x, name, difference, difference_said, place.
    """
    largest = pairs["difference"].abs().max()
    most = max(largest, 0.05) * 1.1 if isinstance(largest, float) else 1.0
    # One line above and one below zero, at a round number.
    mark_at = float(f"{most * 0.85:.0e}")
    label = vega.signed_labels(".2~f")
    axis = {"title": "A − B", "values": [-mark_at, 0, mark_at], "labelExpr": label}
    y = vega.field("difference", axis=axis, scale={"domain": [-most, most], "nice": False})
    zero = {"type": "rule", "color": look.muted, "strokeWidth": 0.8, "clip": True}
    mark = {"type": "rule", "strokeWidth": 1.6, "clip": True, "cursor": "pointer"}
    towards = {
        "condition": {"test": "datum.difference > 0", "value": sides[0].colour},
        "value": sides[1].colour,
    }
    faded = {"condition": {"param": "pick", "value": 1, "empty": True}, "value": 0.2}
    tip = vega.tooltip(name="variant", difference_said="A − B", place="position")
    bars = vega.layer(
        "pairs", mark, x=x, y=y, y2={"datum": 0}, color=towards, opacity=faded, tooltip=tip
    )
    floor = vega.layer("extent", zero, x=x, x2={"field": "x2"}, y=vega.at(DIFFERENCE / 2))
    return {"height": DIFFERENCE, "layer": [floor, {"name": "differences", **bars}]}, {
        "pairs": pairs
    }


def _callability(
    regions: pl.DataFrame,
    call_sets: list[tuple[str, str, bool]],
    ruler: Ruler,
    x: Spec,
    look: Look,
) -> tuple[Spec, dict[str, pl.DataFrame]]:
    """Return one band per call set: dark where a missing record means reference, else strokes.

    regions
        call_set_id, start_pos, end_pos: what is callable, both ends included.
    call_sets
        Id, name, and whether its callable regions are known at all.
    """
    first, last = ruler.ends
    bands, strokes, names = [], [], []
    for row, (call_set_id, name, is_known) in enumerate(call_sets):
        own = ruler.placed(
            regions.filter(pl.col("call_set_id") == call_set_id).with_columns(
                until=pl.col("end_pos") + 1
            ),
            x="start_pos",
            x2="until",
        ).filter(pl.col("x") < pl.col("x2"))
        places = list(own.select("x", "x2").iter_rows())
        words = f"{name}: callable" if is_known else f"{name}: callable regions are not known"
        names.append((row, first, words))
        bands += [(row, *ends, f"{name}: callable") for ends in places]
        step = (last - first) / _N_STROKES
        for number in range(_N_STROKES if is_known else 0):
            place = first + (number + 0.5) * step
            if not any(low - step / 2 <= place < high + step / 2 for low, high in places):
                strokes.append((row, place, f"{name}: not callable"))
    y = vega.field(
        "row", "ordinal", axis=None,
        scale={"domain": list(range(len(call_sets))), "paddingInner": 0, "paddingOuter": 0},
    )  # fmt: skip
    low = _ROW / 2 - 5
    pale = {"type": "bar", "color": look.faint, "height": 5, "yOffset": low, "clip": True}
    dark = {**pale, "color": look.muted, "opacity": 0.45}
    stroke = {
        "type": "point", "shape": marks.STROKE, "color": look.muted, "size": 20, "filled": False,
        "strokeWidth": 0.9, "yOffset": low, "clip": True,
    }  # fmt: skip
    text = {"type": "text", "align": "left", "fontSize": 11, "color": look.muted, "dy": -5}
    tip = vega.tooltip(said="call set")
    layers = [
        vega.layer("looked at", pale, x=x, x2={"field": "x2"}, y=y),
        vega.layer("not callable", stroke, x=x, y=y, tooltip=tip),
        vega.layer("callable", dark, x=x, x2={"field": "x2"}, y=y, tooltip=tip),
        vega.layer("call sets", text, x=vega.at(0), y=y, text=vega.field("said", "nominal")),
    ]
    kinds = {"row": pl.Int32, "x": pl.Float64, "x2": pl.Float64, "said": pl.String}
    without = {name: kinds[name] for name in ("row", "x", "said")}
    whole = [(row, first, last, "") for row, (_, _, is_known) in enumerate(call_sets) if is_known]
    height = _ROW * max(len(call_sets), 1)
    return {"name": "callability", "height": height, "layer": layers}, {
        "looked at": pl.DataFrame(whole, kinds, orient="row"),
        "callable": pl.DataFrame(bands, kinds, orient="row"),
        "not callable": pl.DataFrame(strokes, without, orient="row"),
        "call sets": pl.DataFrame(names, without, orient="row"),
    }


def _strip(rows: pl.DataFrame, ruler: Ruler, look: Look) -> tuple[Spec, dict[str, pl.DataFrame]]:
    """Return the whole gene as columns of how many alleles lie where: the view to drag along.

    rows
        variant_id and x; an allele may have several rows.
    """
    first, last = ruler.ends
    length = last - first
    bin_ = ((pl.col("x") - first) * _STRIP_BINS / length).floor().alias("bin")
    counted = (
        rows.select("variant_id", "x")
        .unique()
        .group_by(bin_)
        .agg(pl.len().alias("n_alleles"))
        .sort("bin")
        .select(
            (first + pl.col("bin") * length / _STRIP_BINS).alias("x"),
            (first + (pl.col("bin") + 1) * length / _STRIP_BINS).alias("x2"),
            "n_alleles",
        )
    )
    bare = dict.fromkeys(("labels", "ticks", "grid", "domain"), False)
    x = vega.field("x", axis={"title": ZOOM_HINT, **bare}, scale={"nice": False, "zero": False})
    y = vega.field("n_alleles", axis=None, scale={"nice": False, "zero": True})
    ground = {"type": "bar", "color": look.faint, "height": STRIP, "opacity": 0.45}
    columns = {"type": "rect", "color": look.muted, "opacity": 0.6}
    tip = vega.tooltip(n_alleles="alleles here")
    floor = vega.layer("extent", ground, x=x, x2={"field": "x2"}, y=vega.at(STRIP / 2))
    layers = [
        {"name": "strip", **floor},
        vega.layer("density", columns, x=x, x2={"field": "x2"}, y=y, y2={"datum": 0}, tooltip=tip),
    ]
    return {"height": STRIP, "layer": layers}, {"density": counted}
