"""The alleles of a gene as lollipops: A upwards, B downwards, the transcript between them."""

import warnings
from dataclasses import dataclass
from typing import Any

import altair as alt
import polars as pl

from straits.charts import gene_model, marks
from straits.charts.look import Drawing, Look, Y2Datum, YValue, finished

# The panels share the selection `pick`, which is what Altair makes of it, with this warning.
warnings.filterwarnings("ignore", "Automatically deduplicated selection parameter", UserWarning)

# Heads per group; the rest become a rug. Beyond this a change of filter is felt.
MOST_HEADS = 500

PANEL = 128
STRIP = 30

# Columns of the strip that shows where the alleles lie.
_STRIP_BINS = 240


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


def lollipops(
    rows: pl.DataFrame,
    parts: pl.DataFrame,
    extent: tuple[int, int],
    strand: str,
    sides: tuple[Side, Side],
    look: Look,
    picked: str | None = None,
) -> Drawing:
    """Return the chart; a drag along the lowest strip zooms, a double click there zooms out.

    Its selections are `pick`, with a variant_id, and `view`, with the ends of pos.

    rows
        One row per allele and population: variant_id, population_id, name, pos, af, af_low,
        af_high, counts, absence, is_head. af is null where nothing was called.
    parts, extent, strand
        The transcript, as gene_model.track takes it.
    """
    view = alt.selection_interval(name="view", encodings=["x"])
    pick = alt.selection_point(name="pick", fields=["variant_id"])
    x = alt.X("pos:Q", title=None, axis=None, scale=alt.Scale(domain=view, nice=False, zero=False))
    up, down = (
        _panel(
            rows.filter(pl.col("population_id") == side.population_id),
            extent, side, is_up, x, pick, look, picked,
        )
        for side, is_up in zip(sides, (True, False), strict=True)
    )  # fmt: skip
    model = gene_model.track(parts, extent, strand, x, look)
    chart = alt.vconcat(up, model, down, _strip(rows, extent, view, look), spacing=2).properties(
        # By itself Streamlit would not fit panels of several layers into the width of the page.
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        padding={"left": 5, "right": 5, "top": 5, "bottom": 8},
    )
    return finished(chart, look)


def _panel(
    rows: pl.DataFrame,
    extent: tuple[int, int],
    side: Side,
    is_up: bool,
    x: alt.X,
    pick: alt.Parameter,
    look: Look,
    picked: str | None,
) -> Drawing:
    letter = "A" if is_up else "B"
    axis = alt.Axis(title=f"AF in {letter}", values=[0.01, 0.1, 0.25, 0.5, 1], format=".2~f")
    scale = alt.Scale(type="sqrt", domain=[0, 1.1], nice=False, reverse=not is_up)
    y = alt.Y("af:Q", axis=axis, scale=scale)
    ground = YValue(PANEL if is_up else 0)
    floor = (
        alt.Chart(pl.DataFrame({"pos": [extent[0]], "until": [extent[1] + 1]}))
        .mark_rule(color=look.muted, strokeWidth=0.8, clip=True)
        .encode(x=x, x2="until:Q", y=ground)
    )
    seen = rows.filter(pl.col("af") > 0)
    drawn, rug = seen.filter(pl.col("is_head")), seen.filter(~pl.col("is_head"))
    faded = alt.condition(pick, alt.value(1), alt.value(0.25), empty=True)
    stems = (
        alt.Chart(drawn)
        .mark_rule(color=side.colour, strokeWidth=1, opacity=0.45, clip=True)
        .encode(x=x, y=y, y2=Y2Datum(0))
    )
    intervals = (
        alt.Chart(drawn)
        .mark_rule(color=side.colour, strokeWidth=1, opacity=0.3, clip=True)
        .encode(x=x, y=alt.Y("af_low:Q", axis=axis, scale=scale), y2="af_high:Q")
    )
    points = (
        alt.Chart(drawn)
        .mark_point(
            shape=side.shape, filled=True, color=side.colour, size=44, clip=True,
            stroke=look.ground, strokeWidth=0.5, cursor="pointer",
        )
        .encode(x=x, y=y, opacity=faded, tooltip=_tooltip(side.name))
        .add_params(pick)
    )  # fmt: skip
    ticks = (
        alt.Chart(rug)
        .mark_tick(color=side.colour, opacity=0.35, thickness=1, height=5, clip=True)
        .encode(x=x, y=YValue(PANEL - 3 if is_up else 3))
    )
    layers = [floor, *_absences(rows, x, is_up, side, look)]
    layers += [ticks] if rug.height else []
    layers += [stems, intervals, points]
    if picked is not None:
        layers.append(_ring(drawn.filter(pl.col("variant_id") == picked), x, y, look))
    heading = alt.TitleParams(
        f"{letter}: {side.name}",
        color=side.colour,
        fontSize=12,
        offset=3,
        orient="top" if is_up else "bottom",
    )
    return alt.layer(*layers).properties(height=PANEL, title=heading)


def _head_size(n_heads: int) -> int:
    """Return an area in pixels: the more heads, the smaller each."""
    return max(22, min(70, 9_000 // max(n_heads, 1)))


def _tooltip(name: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("name:N", title="variant"),
        alt.Tooltip("pos:Q", title="position", format=","),
        alt.Tooltip("counts:N", title=name),
    ]


def _absences(rows: pl.DataFrame, x: alt.X, is_up: bool, side: Side, look: Look) -> list[Drawing]:
    """Marks on the axis for what is not there, each of the reasons in its own way."""
    y = YValue(PANEL - 5 if is_up else 5)
    nobody = (pl.col("absence") == "reference") | (pl.col("af") == 0)

    def drawn(which: pl.Expr, **how: Any) -> list[Drawing]:
        chosen = rows.filter(pl.col("is_head") & which)
        points = alt.Chart(chosen).mark_point(clip=True, **how)
        return [] if chosen.is_empty() else [points.encode(x=x, y=y, tooltip=_tooltip(side.name))]

    hollow = {"filled": False, "color": look.muted, "strokeWidth": 0.9}
    not_callable = pl.col("absence") == "not_callable"
    return [
        *drawn(nobody, shape="circle", size=14, opacity=0.8, **hollow),
        *drawn(not_callable, shape="square", size=90, filled=True, color=look.faint, opacity=1),
        *drawn(not_callable, shape=marks.STROKE, size=36, **hollow),
        *drawn(pl.col("absence") == "not_in_call_set", shape=marks.BRACKET, size=36, **hollow),
    ]


def _strip(rows: pl.DataFrame, extent: tuple[int, int], view: alt.Parameter, look: Look) -> Drawing:
    title = "position; drag along the strip to zoom, double-click it to see all"
    axis = alt.Axis(title=title, format=",d", grid=False, tickCount=6, domain=False)
    x = alt.X("pos:Q", axis=axis, scale=alt.Scale(nice=False, zero=False))
    start, length = extent[0], extent[1] + 1 - extent[0]
    bin_ = ((pl.col("pos") - start) * _STRIP_BINS // length).alias("bin")
    counted = (
        rows.select("variant_id", "pos")
        .unique()
        .group_by(bin_)
        .agg(pl.len().alias("n_alleles"))
        .sort("bin")
        .select(
            (start + pl.col("bin") * length / _STRIP_BINS).alias("pos"),
            (start + (pl.col("bin") + 1) * length / _STRIP_BINS).alias("until"),
            "n_alleles",
        )
    )
    floor = (
        alt.Chart(pl.DataFrame({"pos": [start], "until": [start + length]}))
        .mark_bar(color=look.faint, height=STRIP, opacity=0.45)
        .encode(x=x, x2="until:Q", y=YValue(STRIP / 2))
        .add_params(view)
    )
    columns = (
        alt.Chart(counted)
        .mark_rect(color=look.muted, opacity=0.6)
        .encode(
            x=x,
            x2="until:Q",
            y=alt.Y("n_alleles:Q", axis=None, scale=alt.Scale(nice=False, zero=True)),
            y2=Y2Datum(0),
            tooltip=alt.Tooltip("n_alleles:Q", title="alleles here", format=","),
        )
    )
    return alt.layer(floor, columns).properties(height=STRIP)


def _ring(row: pl.DataFrame, x: alt.X, y: alt.Y, look: Look) -> Drawing:
    return (
        alt.Chart(row)
        .mark_point(filled=False, size=170, color=look.ink, strokeWidth=1.6, clip=True)
        .encode(x=x, y=y)
    )
