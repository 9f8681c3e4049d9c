"""Size of the difference against its p: all alleles as shading, the ranked ones as points."""

import altair as alt
import polars as pl

from straits.charts import vega
from straits.charts.comparison import shades
from straits.charts.comparison.ranked_points import ranked_points, ring
from straits.charts.look import Drawing, Look, finished

HEIGHT = 424
# Letters of both names together that fit below the chart.
_LONGEST_NAMES = 36


def volcano(
    cells: pl.DataFrame,
    points: pl.DataFrame,
    names: tuple[str, str],
    marks: tuple[tuple[str, str], tuple[str, str]],
    look: Look,
    line: float | None,
    level: str,
    picked: str | None = None,
) -> Drawing:
    """Return the volcano; a click on a point is the selection `pick`.

    cells
        difference_low, difference_high, minus_log10_p_low, minus_log10_p_high and n_variants of
        every occupied cell, as of queries.comparison.volcano_density.
    points
        As of `ranked_points`, with log_p (-log10 of p).
    line, level
        The log_p above which an allele is called different, and what that is called; None where
        no allele reaches it.
    """
    place = (_x("difference:Q", names), _y("log_p:Q"))
    drawn = ranked_points(points, place, names, marks, look)
    layers = [_shading(cells, names, look), *_lines(line, level, names, look), drawn]
    if picked is not None:
        layers.append(ring(points, picked, place, look))
    room = {"left": 0, "right": 8, "top": 8, "bottom": 4}
    return finished(alt.layer(*layers).properties(height=HEIGHT, padding=room), look)


def _x(field: str, names: tuple[str, str]) -> alt.X:
    # A title longer than the chart would squeeze it.
    is_long = len("".join(names)) > _LONGEST_NAMES
    a, b = ("A", "B") if is_long else (f"{names[0]} (A)", f"{names[1]} (B)")
    axis = alt.Axis(
        title=f"AF difference: more in {b}   ·   more in {a}",
        labelExpr=vega.signed_labels(".2~f"), tickCount=5, grid=False,
    )  # fmt: skip
    return alt.X(field, scale=alt.Scale(domain=[-1, 1], nice=False), axis=axis)


def _y(field: str) -> alt.Y:
    return alt.Y(field, axis=alt.Axis(title="−log10 p", tickCount=6, gridDash=[2, 4]))


def _shading(cells: pl.DataFrame, names: tuple[str, str], look: Look) -> Drawing:
    colour = alt.Color(
        "n_variants:Q",
        scale=alt.Scale(
            type="log", domain=[1, shades.most(cells)], range=list(look.density), interpolate="lab"
        ),
        legend=None,
    )
    return (
        alt.Chart(cells)
        .mark_rect(stroke=None)
        .encode(
            x=_x("difference_low:Q", names),
            x2=alt.X2("difference_high:Q"),
            y=_y("minus_log10_p_low:Q"),
            y2=alt.Y2("minus_log10_p_high:Q"),
            color=colour,
            tooltip=[alt.Tooltip("n_variants:Q", title="variants here", format=",")],
        )
    )


def _lines(line: float | None, level: str, names: tuple[str, str], look: Look) -> list[Drawing]:
    zero = alt.Chart(pl.DataFrame({"x": [0.0]})).mark_rule(color=look.muted, opacity=0.5)
    lines = [zero.encode(x=_x("x:Q", names))]
    if line is not None:
        frame = pl.DataFrame({"y": [line], "x": [-1.0]})
        rule = alt.Chart(frame).mark_rule(color=look.muted, strokeDash=[3, 3])
        word = alt.Chart(frame).mark_text(
            text=level, align="left", baseline="bottom", dx=4, dy=-2, color=look.muted
        )
        lines += [rule.encode(y=_y("y:Q")), word.encode(x=_x("x:Q", names), y=_y("y:Q"))]
    return lines
