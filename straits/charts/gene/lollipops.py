"""The alleles of one group along a gene: a head for each, as high as it is frequent."""

import math
from dataclasses import dataclass

import polars as pl

from straits.charts import marks, vega
from straits.charts.gene import impact
from straits.charts.look import Look
from straits.charts.vega import Spec

# Heads per group; the rest become a rug. Beyond this a change of filter is felt.
MOST_HEADS = 500

# Pixels: the height of a panel, and the area of a head. The axis ends above 1, where a head fits.
PANEL = 104
_HEAD = 46
_TOP = 1.1

_TOOLTIP = {
    "name": "variant",
    "impact_said": "predicted",
    "place": "position",
    "counts": "frequency",
}


@dataclass(frozen=True)
class Side:
    """One population of the chart: its name, colour and shape."""

    population_id: str
    name: str
    colour: str
    shape: str


def heads(rows: pl.DataFrame, most: int = MOST_HEADS) -> pl.DataFrame:
    """Return the rows with is_head: whether an allele is among those drawn in full.

    The same alleles are drawn in every population, those with the highest AF in any.
    """
    ranked = (
        rows.group_by("variant_id")
        .agg(pl.col("af").max().alias("_highest"), pl.col("pos").first().alias("_pos"))
        .sort(["_highest", "_pos", "variant_id"], descending=[True, False, False], nulls_last=True)
        .head(most)
    )
    return rows.with_columns(
        pl.col("variant_id").is_in(ranked["variant_id"].implode()).alias("is_head")
    )


def panel(
    rows: pl.DataFrame, side: Side, is_up: bool, x: Spec, look: Look, picked: str | None
) -> tuple[Spec, dict[str, pl.DataFrame]]:
    """Return the drawing of one population, and its data; its heads are a view of that name.

    rows
        The alleles of the population, as gene_chart takes them, with x.
    picked
        The variant_id that is ringed.
    """
    letter = "A" if is_up else "B"
    axis = {"title": f"AF in {letter}", "values": [0.01, 0.1, 0.25, 0.5, 1], "format": ".2~f"}
    scale = {"type": "sqrt", "domain": [0, _TOP], "nice": False, "reverse": not is_up}
    y = vega.field("af", axis=axis, scale=scale)
    rule = {"type": "rule", "color": side.colour, "strokeWidth": 1, "clip": True}
    stem, whisker = ({**rule, "opacity": shade + 0.15 * look.is_dark} for shade in (0.45, 0.3))
    floor = {"type": "rule", "color": look.muted, "strokeWidth": 0.8, "clip": True}
    ground = vega.at(PANEL if is_up else 0)
    seen = pl.col("af") > 0
    heads = _by_impact(rows.filter(seen & pl.col("is_head")))
    datasets = {
        f"heads {letter}": heads,
        f"whiskers {letter}": heads.filter(_reaches_beyond_head()).select("x", "af_low", "af_high"),
        f"rug {letter}": rows.filter(seen & ~pl.col("is_head")).select("x"),
        f"ring {letter}": rows.filter(seen & (pl.col("variant_id") == (picked or ""))),
    }
    low, until = vega.field("af_low", axis=axis, scale=scale), {"field": "af_high"}
    layers = [
        vega.layer("extent", floor, x=x, x2={"field": "x2"}, y=ground),
        *(
            vega.layer(name, mark, x=x, y=vega.at(PANEL - 5 if is_up else 5), tooltip=_said(side))
            for name, mark in _absences(letter, look)
        ),
        vega.layer(
            f"rug {letter}",
            {"type": "tick", "color": side.colour, "opacity": 0.35, "thickness": 1, "height": 5,
             "clip": True},
            x=x, y=vega.at(PANEL - 3 if is_up else 3),
        ),
        vega.layer(f"heads {letter}", stem, x=x, y=y, y2={"datum": 0}),
        vega.layer(f"whiskers {letter}", whisker, x=x, y=low, y2=until),
        _points(letter, side, x, y, look),
        vega.layer(
            f"ring {letter}",
            {"type": "point", "filled": False, "size": 170, "color": look.ink, "strokeWidth": 1.6,
             "clip": True},
            x=x, y=y,
        ),
    ]  # fmt: skip
    heading = {
        "text": f"{letter}: {side.name}", "color": side.colour, "fontSize": 12, "offset": 3,
        "orient": "top" if is_up else "bottom",
    }  # fmt: skip
    return {"height": PANEL, "title": heading, "layer": layers}, datasets | _absent(rows, letter)


def _colours(look: Look) -> tuple[Spec, Spec]:
    """Return fill and stroke by the column impact; what nobody annotated is hollow."""
    colours = impact.colours(look)
    scale = {"domain": list(colours), "range": list(colours.values())}
    hollow = f"datum.impact === '{impact.NOT_ANNOTATED}'"
    fill = vega.field(
        "impact",
        "nominal",
        scale=scale,
        legend=None,
        condition={"test": hollow, "value": look.ground},
    )
    return fill, {"condition": {"test": hollow, "value": look.muted}, "value": look.ground}


def _points(letter: str, side: Side, x: Spec, y: Spec, look: Look) -> Spec:
    fill, stroke = _colours(look)
    mark = {
        "type": "point", "shape": side.shape, "size": _HEAD, "clip": True, "filled": True,
        "cursor": "pointer", "strokeWidth": 0.8, "aria": True,
    }  # fmt: skip
    shown = vega.layer(
        f"heads {letter}",
        mark,
        x=x,
        y=y,
        fill=fill,
        stroke=stroke,
        opacity={"condition": {"param": "pick", "value": 1, "empty": True}, "value": 0.25},
        tooltip=_said(side),
        description=vega.field("name", "nominal"),
    )
    return {"name": f"heads_{letter}", **shown}


def _reaches_beyond_head() -> pl.Expr:
    """Tell whether an interval is longer than the point that would cover it."""
    per_root = PANEL / math.sqrt(_TOP)
    low, middle, high = (pl.col(name).sqrt() * per_root for name in ("af_low", "af", "af_high"))
    reach: pl.Expr = pl.max_horizontal(high - middle, middle - low)
    return reach > math.sqrt(_HEAD / math.pi)


def _said(side: Side) -> list[Spec]:
    return vega.tooltip(**(_TOOLTIP | {"counts": side.name}))


def _by_impact(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with the most severe last, so that they are drawn on top."""
    rank = {word: -order for order, word in enumerate(impact.ORDER)}
    return rows.sort(pl.col("impact").replace_strict(rank, return_dtype=pl.Int32), "x")


def _absences(letter: str, look: Look) -> list[tuple[str, Spec]]:
    """Return the marks on the axis for what is not there, each of the reasons in its own way."""
    hollow = {
        "type": "point", "filled": False, "color": look.muted, "strokeWidth": 0.9, "clip": True,
    }  # fmt: skip
    band = {
        "type": "point", "filled": True, "color": look.faint, "shape": "square", "size": 90,
        "opacity": 1, "clip": True,
    }  # fmt: skip
    return [
        (f"nobody {letter}", {**hollow, "shape": "circle", "size": 14, "opacity": 0.8}),
        (f"not_callable {letter}", band),
        (f"not_callable {letter}", {**hollow, "shape": marks.STROKE, "size": 36}),
        (f"not_in_call_set {letter}", {**hollow, "shape": marks.BRACKET, "size": 36}),
    ]


def _absent(rows: pl.DataFrame, letter: str) -> dict[str, pl.DataFrame]:
    reasons = {
        "nobody": (pl.col("absence") == "reference") | (pl.col("af") == 0),
        "not_callable": pl.col("absence") == "not_callable",
        "not_in_call_set": pl.col("absence") == "not_in_call_set",
    }
    return {
        f"{name} {letter}": rows.filter(pl.col("is_head") & which)
        for name, which in reasons.items()
    }
