"""A measure along the genome: peaks as shading, the ranked alleles as points, genes named."""

from typing import Any

import altair as alt
import polars as pl

from straits.charts.comparison.ranked_points import ranked_points, ring
from straits.charts.legend import Key
from straits.charts.look import Drawing, Look, YValue, finished

HEIGHT = 250

_MOST_NAMES = 12

# What a letter of a name takes up of the chart's width, on a narrow screen; a line, of its height.
_LETTER, _LINE = 0.0075, 0.09

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
    labels = contigs.with_columns(
        ((pl.col("start") + pl.col("end")) / 2).alias("middle"),
        pl.col("contig").str.strip_prefix("chr").alias("label"),
    )
    bands = alt.Chart(odd).mark_rect(color=look.faint, opacity=0.45)
    words = alt.Chart(labels).mark_text(color=look.muted, baseline="top", dy=4, fontSize=11)
    return [
        bands.encode(x=plane.x("start:Q"), x2=alt.X2("end:Q")),
        words.encode(x=plane.x("middle:Q"), y=YValue("height"), text=alt.Text("label:N")),
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
                text.encode(x=plane.x("place:Q"), y=plane.y(f"{measure}:Q"), text="name:N")
            )
    return layers


def _peaks(points: pl.DataFrame, measure: str, ends: tuple[Any, Any]) -> pl.DataFrame:
    """Return the highest point of each gene, the highest genes only, no name close to another.

    With name, the first gene and how many more an allele lies in, and align, which keeps a name
    within the ends.
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
        )
    )
    kept: list[dict[str, Any]] = []
    if highest.is_empty():
        return highest
    lowest, top = (float(end) for end in ends)
    width = (top - lowest) or 1.0
    height = float(highest[measure][0] or 1.0)
    spans: list[tuple[float, float, float]] = []
    for row in highest.iter_rows(named=True):
        wide = _LETTER * width * len(row["name"])
        left = row["place"] - wide / 2
        if left < lowest:
            row["align"], left = "left", row["place"]
        elif left + wide > top:
            row["align"], left = "right", row["place"] - wide
        near = any(
            left < right_of + _LETTER * width
            and left_of < left + wide + _LETTER * width
            and abs(row[measure] - level) < _LINE * height
            for left_of, right_of, level in spans
        )
        if not near:
            kept.append(row)
            spans.append((left, left + wide, row[measure]))
        if len(kept) == _MOST_NAMES:
            break
    return pl.DataFrame(kept, schema=highest.schema)
