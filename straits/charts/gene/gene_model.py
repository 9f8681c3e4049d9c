"""A transcript to scale: coding parts thick, other exons thin, arrows along the strand."""

import numpy as np
import polars as pl

from straits.charts import vega
from straits.charts.gene.ruler import Ruler
from straits.charts.look import Look
from straits.charts.vega import Spec

HEIGHT = 46
_MIDDLE = HEIGHT / 2 - 5

# Arrows along the introns, and the room (in shares of the axis) that an exon's number needs.
_N_ARROWS = 28
_LABEL_ROOM = 0.02


def exon_parts(
    exons: pl.DataFrame, cds_start_pos: int | None, cds_end_pos: int | None
) -> pl.DataFrame:
    """Return one row per coding or non-coding part of an exon, in order of position.

    Columns: exon_number, start_pos, end_pos (both included), is_coding. All parts of a transcript
    without a coding region (None) are non-coding.

    >>> exons = pl.DataFrame({"exon_number": [1], "start_pos": [100], "end_pos": [200]})
    >>> exon_parts(exons, 150, 300).rows()
    [(1, 100, 149, False), (1, 150, 200, True)]
    """
    parts = []
    for number, start, end in exons.select("exon_number", "start_pos", "end_pos").iter_rows():
        if cds_start_pos is None or cds_end_pos is None:
            parts.append((number, start, end, False))
            continue
        low, high = max(start, cds_start_pos), min(end, cds_end_pos)
        if low > high:
            parts.append((number, start, end, False))
            continue
        parts += [(number, start, low - 1, False)] if start < low else []
        parts += [(number, low, high, True)]
        parts += [(number, high + 1, end, False)] if high < end else []
    schema = {
        "exon_number": pl.Int32,
        "start_pos": pl.Int64,
        "end_pos": pl.Int64,
        "is_coding": pl.Boolean,
    }
    return pl.DataFrame(parts, schema=schema, orient="row").sort("start_pos")


def track(
    parts: pl.DataFrame, strand: str | None, ruler: Ruler, x: Spec, look: Look
) -> tuple[Spec, dict[str, pl.DataFrame]]:
    """Return the drawing of one transcript along a ruler, and its data.

    parts
        As of `exon_parts`; with no rows the gene is drawn as a bare line, on dataset "extent".
    x
        The encoding of the place on the axis that all panels share, on the field x.
    """
    line = {"type": "rule", "color": look.muted, "strokeWidth": 1, "clip": True}
    if ruler.is_shrunk:
        line["strokeDash"] = [2, 3]
    arrow = {
        "type": "text", "text": "›" if strand == "+" else "‹", "color": look.muted, "fontSize": 14,
        "clip": True, "dy": -1,
    }  # fmt: skip
    number = {
        "type": "text", "color": look.muted, "fontSize": 11, "baseline": "bottom", "clip": True,
    }  # fmt: skip
    middle = vega.at(_MIDDLE)
    layers = [
        vega.layer("extent", line, x=x, x2={"field": "x2"}, y=middle),
        vega.layer("arrows", arrow, x=x, y=middle),
        _boxes("not coding", 8, x, look),
        _boxes("coding", 20, x, look),
        vega.layer(
            "numbers",
            number,
            x=x,
            y=vega.at(HEIGHT),
            text=vega.field("exon_number"),
            opacity={"condition": {"test": _has_room(ruler), "value": 1}, "value": 0},
        ),
    ]
    return {"height": HEIGHT, "layer": layers}, {
        "arrows": _arrows(ruler),
        "not coding": _placed(parts.filter(~pl.col("is_coding")), ruler),
        "coding": _placed(parts.filter(pl.col("is_coding")), ruler),
        "numbers": numbers(parts, ruler),
    }


def _boxes(kind: str, thick: int, x: Spec, look: Look) -> Spec:
    mark = {
        "type": "bar", "color": look.ink, "opacity": 1 if kind == "coding" else 0.75,
        "height": thick, "clip": True, "minBandSize": 1, "stroke": look.ink, "strokeWidth": 0.8,
    }  # fmt: skip
    tip = vega.tooltip(exon_number=f"exon ({kind})", range="position")
    return vega.layer(kind, mark, x=x, x2={"field": "x2"}, y=vega.at(_MIDDLE), tooltip=tip)


def _placed(parts: pl.DataFrame, ruler: Ruler) -> pl.DataFrame:
    # The base at end_pos belongs to the exon, so its box ends where the next base begins.
    return ruler.placed(
        parts.with_columns(
            (pl.col("end_pos") + 1).alias("until"),
            pl.Series(
                "range",
                [f"{start:,}–{end:,}" for start, end in parts["start_pos", "end_pos"].iter_rows()],
                pl.String,
            ),
        ),
        x="start_pos",
        x2="until",
    ).select("exon_number", "range", "x", "x2")


def _has_room(ruler: Ruler) -> str:
    """Return the test of whether a number fits beside the others in what is in view now."""
    first, last = ruler.ends
    span = f"(isArray(view.x) ? abs(view.x[1] - view.x[0]) : {last - first!r})"
    return f"datum.room >= {_LABEL_ROOM} * {span}"


def _arrows(ruler: Ruler) -> pl.DataFrame:
    first, last = ruler.ends
    step = (last - first) / (_N_ARROWS + 1)
    return pl.DataFrame({"x": [first + step * number for number in range(1, _N_ARROWS + 1)]})


def numbers(parts: pl.DataFrame, ruler: Ruler) -> pl.DataFrame:
    """Return one row per exon: exon_number, x of its middle, and how much room its number has.

    room
        The distance to the nearest number that comes before it, on the axis. The ends of the
        transcript come first, then always the exon that is farthest from those before it: whatever
        the zoom, the numbers with at least as much room as a number needs never touch.
    """
    centres = (
        parts.group_by("exon_number")
        .agg(((pl.col("start_pos").min() + pl.col("end_pos").max() + 1) / 2).alias("pos"))
        .sort("pos")
    )
    placed = ruler.placed(centres, x="pos").select("exon_number", "x")
    x = placed["x"].to_numpy()
    room = np.full(x.size, np.inf)
    nearest = np.full(x.size, np.inf)
    for step in range(x.size):
        chosen = 0 if step == 0 else x.size - 1 if step == 1 else int(np.argmax(nearest))
        room[chosen] = nearest[chosen]
        nearest = np.minimum(nearest, np.abs(x - x[chosen]))
        nearest[chosen] = -1.0
    first, last = ruler.ends
    return placed.with_columns(pl.Series("room", np.minimum(room, last - first), pl.Float64))
