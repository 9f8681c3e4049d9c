"""A measure along the genome: peaks as shading, the ranked alleles as points, genes named."""

from typing import Any

import altair as alt
import polars as pl

from straits.charts.comparison.ranked_points import ranked_points, ring
from straits.charts.legend import Key
from straits.charts.look import Drawing, Look, YValue, finished

HEIGHT = 250

_MOST_NAMES = 12

# Widths in pixels from which on more names have room; what a letter takes up, and a line of the
# chart's height.
_WIDTHS = (200, 280, 400, 560, 800)
_LETTER, _LINE = 6, 0.09

# What is written is seen where the chart is as wide as that needs.
_WITH_ROOM = alt.condition("datum.from_width <= width", alt.value(1), alt.value(0))

# What can be drawn: column, title of the axis.
MEASURES = {"log_p": "−log10 p", "fst": "Fst of the allele"}


def genome_track(
    alleles: pl.DataFrame,
    points: pl.DataFrame,
    contigs: pl.DataFrame,
    measure: str,
    marks: tuple[tuple[str, str], tuple[str, str]],
    look: Look,
    picked: str | None = None,
) -> Drawing:
    """Return the track; a click is the selection `pick`, dragging across is `brush` over place.

    alleles
        place, the measure and n_variants: each is the highest of so many neighbours.
    points
        As of `ranked_points`, with place and the measure.
    contigs
        contig, start, end, is_odd; one row draws an axis of positions.
    measure
        One of MEASURES.
    """
    start, end = contigs["start"].min(), contigs["end"].max()
    if contigs.height == 1:
        start, end = alleles["place"].min(), alleles["place"].max()
    plane = _Plane(measure, (start, end), contigs.height == 1)
    layers: list[Drawing] = []
    if contigs.height > 1:
        layers += _contigs(contigs, plane, look)
    layers.append(_envelope(alleles, measure, plane, look))
    place = (plane.x("place:Q"), plane.y(f"{measure}:Q"))
    ranked = ranked_points(points, place, ("A", "B"), marks, look, 40, 0.9)
    layers.append(ranked.add_params(alt.selection_interval(name="brush", encodings=["x"])))
    layers += _names(_peaks(points, measure, (start, end)), measure, plane, look)
    if picked is not None:
        layers.append(ring(points, picked, place, look))
    return finished(
        alt.layer(*layers).properties(
            height=HEIGHT, padding={"left": 0, "right": 8, "top": 14, "bottom": 4}
        ),
        look,
    )


def legend_of(look: Look) -> tuple[Key]:
    """Return what the grey marks stand for."""
    return (Key("all variants", look.density[1], "square"),)


class _Plane:
    """The two axes, which every layer names alike."""

    def __init__(self, measure: str, ends: tuple[Any, Any], has_positions: bool) -> None:
        self._title = MEASURES[measure]
        self._axis = alt.Axis(title=None, format=",", grid=False) if has_positions else None
        self._scale = alt.Scale(domain=list(ends), nice=False)

    def x(self, field: str) -> alt.X:
        return alt.X(field, scale=self._scale, axis=self._axis)

    def y(self, field: str) -> alt.Y:
        axis = alt.Axis(title=self._title, tickCount=5, gridDash=[2, 4])
        return alt.Y(field, axis=axis, scale=alt.Scale(nice=True, zero=True))


def _contigs(contigs: pl.DataFrame, plane: _Plane, look: Look) -> list[Drawing]:
    odd = contigs.filter("is_odd")
    label = pl.col("contig").str.strip_prefix("chr")
    whole = pl.col("end").max() - pl.col("start").min()
    labels = contigs.with_columns(
        ((pl.col("start") + pl.col("end")) / 2).alias("middle"),
        label.alias("label"),
        (_LETTER * (label.str.len_chars() + 1) * whole / (pl.col("end") - pl.col("start"))).alias(
            "from_width"
        ),
    )
    bands = alt.Chart(odd).mark_rect(color=look.faint, opacity=0.45)
    words = alt.Chart(labels).mark_text(color=look.muted, baseline="top", dy=4, fontSize=11)
    return [
        bands.encode(x=plane.x("start:Q"), x2=alt.X2("end:Q")),
        words.encode(
            x=plane.x("middle:Q"), y=YValue("height"), text=alt.Text("label:N"), opacity=_WITH_ROOM
        ),
    ]


def _envelope(peaks: pl.DataFrame, measure: str, plane: "_Plane", look: Look) -> Drawing:
    known = peaks.select("place", measure, "n_variants").drop_nulls()
    return (
        alt.Chart(known)
        .mark_point(filled=True, size=9, color=look.density[1], shape="square", opacity=0.8)
        .encode(
            x=plane.x("place:Q"),
            y=plane.y(f"{measure}:Q"),
            tooltip=[alt.Tooltip("n_variants:Q", title="highest of variants", format=",")],
        )
    )


def _names(peaks: pl.DataFrame, measure: str, plane: _Plane, look: Look) -> list[Drawing]:
    """Write the genes over their peaks, on a rim of the ground so that points do not cross them."""
    layers: list[Drawing] = []
    for align in peaks["align"].unique().sort():
        named = alt.Chart(peaks.filter(pl.col("align") == align))
        for colour, rim in ((look.ground, 3), (look.ink, 0)):
            text = named.mark_text(
                dy=-10, align=align, color=colour, stroke=look.ground, strokeWidth=rim,
                fontSize=11, fontStyle="italic",
            )  # fmt: skip
            layers.append(
                text.encode(
                    x=plane.x("place:Q"), y=plane.y(f"{measure}:Q"), text="name:N",
                    opacity=_WITH_ROOM,
                )
            )  # fmt: skip
    return layers


def _peaks(points: pl.DataFrame, measure: str, ends: tuple[Any, Any]) -> pl.DataFrame:
    """Return the highest point of each gene, the highest genes only, no name close to another.

    With name, the first gene and how many more an allele lies in, align, which keeps a name within
    the ends, and from_width, the pixels from which on it has room beside higher ones.
    """
    genes = pl.col("gene").str.split(", ")
    highest = (
        points.filter(pl.col("gene") != "")
        .sort(measure, descending=True, nulls_last=True)
        .unique("gene", keep="first", maintain_order=True)
        .with_columns(
            pl.when(genes.list.len() > 1)
            .then(pl.format("{} +{}", genes.list.first(), genes.list.len() - 1))
            .otherwise("gene")
            .alias("name"),
            pl.lit("center").alias("align"),
            pl.lit(None, pl.Int64).alias("from_width"),
        )
    )
    if highest.is_empty():
        return highest
    kept: list[dict[str, Any]] = []
    left_over = highest.rows(named=True)
    for width in _WIDTHS:
        letter = _LETTER * ((float(ends[1]) - float(ends[0])) or 1.0) / width
        line = _LINE * float(highest[measure][0] or 1.0)
        for row in left_over:
            placed = {**row, **_placed(row, letter, ends), "from_width": width}
            if len(kept) < _MOST_NAMES and not any(
                _is_near(placed, other, letter, line, measure) for other in kept
            ):
                kept.append(placed)
        names = {row["name"] for row in kept}
        left_over = [row for row in left_over if row["name"] not in names]
    return pl.DataFrame(kept, schema=highest.schema)


def _placed(row: dict[str, Any], letter: float, ends: tuple[Any, Any]) -> dict[str, str]:
    """Return how a name is aligned that keeps within the ends."""
    half = letter * len(row["name"]) / 2
    if row["place"] - half < ends[0]:
        return {"align": "left"}
    return {"align": "right" if row["place"] + half > ends[1] else "center"}


def _is_near(
    row: dict[str, Any], other: dict[str, Any], letter: float, line: float, measure: str
) -> bool:
    """Tell whether a name would touch a higher one where a letter and a line are so large."""
    if row[measure] is None or abs(row[measure] - other[measure]) >= line:
        return False  # without the measure it is not drawn
    (left, right), (left_of, right_of) = (
        (
            each["place"] - letter * len(each["name"]) * share,
            each["place"] + letter * len(each["name"]) * (1 - share),
        )
        for each in (row, other)
        for share in ({"left": 0.0, "center": 0.5, "right": 1.0}[each["align"]],)
    )
    return bool(left < right_of + letter and left_of < right + letter)
