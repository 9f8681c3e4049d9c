"""The alleles of a gene as lollipops: A upwards, B downwards, the transcript between them."""

from dataclasses import dataclass

import altair as alt
import polars as pl

from straits.charts import gene_model
from straits.charts.look import Look, finished

# Heads per group; the rest become a rug. Beyond this a change of filter is felt.
MOST_HEADS = 500

PANEL = 148
STRIP = 30

# An outline for what has no record in the call set: a bracket, open upwards.
_BRACKET = "M-1,-0.6L-1,0.6L1,0.6L1,-0.6"
_STROKE = "M-0.7,0.9L0.7,-0.9"


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
) -> alt.VConcatChart:
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
    return finished(alt.vconcat(up, model, down, _strip(rows, extent, view, look), spacing=2), look)


def _panel(
    rows: pl.DataFrame,
    extent: tuple[int, int],
    side: Side,
    is_up: bool,
    x: alt.X,
    pick: alt.Parameter,
    look: Look,
    picked: str | None,
) -> alt.LayerChart:
    axis = alt.Axis(title=f"AF in {side.name}", values=[0.01, 0.1, 0.25, 0.5, 1], format="~g")
    scale = alt.Scale(type="sqrt", domain=[0, 1], nice=False, reverse=not is_up)
    y = alt.Y("af:Q", axis=axis, scale=scale)
    ground = alt.value(PANEL if is_up else 0)
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
        .encode(x=x, y=y, y2=alt.datum(0))
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
        .mark_tick(color=side.colour, opacity=0.6, thickness=1, height=6, clip=True)
        .encode(x=x, y=alt.value(PANEL - 3 if is_up else 3))
    )
    layers = [floor, *_absences(rows, x, is_up, side, look), ticks, stems, intervals, points]
    if picked is not None:
        layers.append(_ring(drawn.filter(pl.col("variant_id") == picked), x, y, look))
    return alt.layer(*layers).properties(height=PANEL)


def _tooltip(name: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("name:N", title="variant"),
        alt.Tooltip("pos:Q", title="position", format=","),
        alt.Tooltip("counts:N", title=name),
    ]


def _absences(rows: pl.DataFrame, x: alt.X, is_up: bool, side: Side, look: Look) -> list[alt.Chart]:
    """Marks on the axis for what is not there, each of the reasons in its own way."""
    y = alt.value(PANEL - 4 if is_up else 4)

    def marks(absence: str, **how: object) -> alt.Chart:
        chosen = rows.filter(pl.col("is_head") & (pl.col("absence") == absence))
        return (
            alt.Chart(chosen)
            .mark_point(clip=True, **how)
            .encode(x=x, y=y, tooltip=_tooltip(side.name))
        )

    return [
        marks(
            "reference", shape="circle", size=14, filled=False, color=look.muted, strokeWidth=0.9
        ),
        marks("not_callable", shape="square", size=90, filled=True, color=look.faint, opacity=1),
        marks(
            "not_callable", shape=_STROKE, size=36, filled=False, color=look.muted, strokeWidth=1
        ),
        marks("not_in_call_set", shape=_BRACKET, size=36, filled=False, color=look.muted),
    ]


def _strip(
    rows: pl.DataFrame, extent: tuple[int, int], view: alt.Parameter, look: Look
) -> alt.LayerChart:
    axis = alt.Axis(title=None, format=",d", grid=False, tickCount=6, domain=False)
    x = alt.X("pos:Q", axis=axis, scale=alt.Scale(nice=False, zero=False))
    positions = rows.select("pos").unique().sort("pos")
    floor = (
        alt.Chart(pl.DataFrame({"pos": [extent[0]], "until": [extent[1] + 1]}))
        .mark_bar(color=look.faint, height=STRIP, opacity=0.45)
        .encode(x=x, x2="until:Q", y=alt.value(STRIP / 2))
        .add_params(view)
    )
    ticks = (
        alt.Chart(positions)
        .mark_tick(color=look.muted, opacity=0.5, thickness=1, height=STRIP - 12)
        .encode(x=x, y=alt.value(STRIP / 2))
    )
    return alt.layer(floor, ticks).properties(height=STRIP)


def _ring(row: pl.DataFrame, x: alt.X, y: alt.Y, look: Look) -> alt.Chart:
    return (
        alt.Chart(row)
        .mark_point(filled=False, size=170, color=look.ink, strokeWidth=1.6, clip=True)
        .encode(x=x, y=y)
    )
