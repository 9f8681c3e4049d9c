"""Size of the difference against its p: all alleles as shading, the ranked ones as points."""

import altair as alt
import polars as pl

from straits.charts.comparison.tooltips import chance
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
        difference, log_p (-log10 of p), variant_id, name, gene, counts_a, counts_b, p, q and
        p_bonferroni; at most 500.
    line, level
        The log_p above which an allele is called different, and what that is called; None where
        no allele reaches it.
    """
    pick = alt.selection_point(name="pick", fields=["variant_id"], nearest=False)
    drawn = (
        alt.Chart(points)
        .transform_calculate(side="datum.difference >= 0 ? 'a' : 'b'")
        .mark_point(filled=True, size=42, stroke=look.ground, strokeWidth=0.6, cursor="pointer")
        .encode(
            x=_x("difference:Q", names),
            y=_y("log_p:Q"),
            color=alt.Color(
                "side:N", scale=alt.Scale(domain=["a", "b"], range=[m[0] for m in marks])
            ),
            shape=alt.Shape(
                "side:N", scale=alt.Scale(domain=["a", "b"], range=[m[1] for m in marks])
            ),
            opacity=alt.condition(pick, alt.value(0.85), alt.value(0.25)),
            tooltip=[
                alt.Tooltip("name:N", title="variant"),
                alt.Tooltip("gene:N", title="gene"),
                alt.Tooltip("counts_a:N", title=names[0]),
                alt.Tooltip("counts_b:N", title=names[1]),
                alt.Tooltip("difference:Q", title="difference", format="+.3f"),
                alt.Tooltip("p:Q", title="p", format=".2g"),
                *chance(points),
            ],
        )
        .add_params(pick)
    )
    layers = [_shading(cells, names, look), *_lines(line, level, names, look), drawn]
    if picked is not None:
        ring = alt.Chart(points.filter(pl.col("variant_id") == picked)).mark_point(
            filled=False, size=190, color=look.ink, strokeWidth=1.6
        )
        layers.append(ring.encode(x=_x("difference:Q", names), y=_y("log_p:Q")))
    room = {"left": 0, "right": 8, "top": 8, "bottom": 4}
    return finished(alt.layer(*layers).properties(height=HEIGHT, padding=room), look)


def _x(field: str, names: tuple[str, str]) -> alt.X:
    # A title longer than the chart would squeeze it.
    is_long = len("".join(names)) > _LONGEST_NAMES
    a, b = ("A", "B") if is_long else (f"{names[0]} (A)", f"{names[1]} (B)")
    axis = alt.Axis(
        title=f"AF difference: more in {b}   ·   more in {a}",
        labelExpr="datum.value == 0 ? '0' : format(datum.value, '+.2~f')", tickCount=5, grid=False,
    )  # fmt: skip
    return alt.X(field, scale=alt.Scale(domain=[-1, 1], nice=False), axis=axis)


def _y(field: str) -> alt.Y:
    return alt.Y(field, axis=alt.Axis(title="−log10 p", tickCount=6, gridDash=[2, 4]))


def _shading(cells: pl.DataFrame, names: tuple[str, str], look: Look) -> Drawing:
    colour = alt.Color(
        "n_variants:Q",
        scale=alt.Scale(type="log", range=list(look.density), interpolate="lab"),
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
