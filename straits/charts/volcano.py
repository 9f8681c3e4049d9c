"""Size of the difference against its p: all alleles as shading, the ranked ones as points."""

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look, finished

HEIGHT = 424

_ACROSS, _UP = 60, 50


def volcano(
    alleles: pl.DataFrame,
    points: pl.DataFrame,
    names: tuple[str, str],
    marks: tuple[tuple[str, str], tuple[str, str]],
    look: Look,
    line: float | None,
    picked: str | None = None,
) -> Drawing:
    """Return the volcano; a click on a point is the selection `pick`.

    alleles
        difference and log_p (-log10 of p), of every allele compared.
    points
        The same and variant_id, name, gene, counts_a, counts_b, p and q; at most 500.
    line
        The log_p above which q is below its level; None where no allele reaches it.
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
                alt.Tooltip("q:Q", title="q", format=".2g"),
            ],
        )
        .add_params(pick)
    )
    layers = [_shading(alleles, names, look), *_lines(line, names, look), drawn]
    if picked is not None:
        ring = alt.Chart(points.filter(pl.col("variant_id") == picked)).mark_point(
            filled=False, size=190, color=look.ink, strokeWidth=1.6
        )
        layers.append(ring.encode(x=_x("difference:Q", names), y=_y("log_p:Q")))
    room = {"left": 0, "right": 8, "top": 8, "bottom": 4}
    return finished(alt.layer(*layers).properties(height=HEIGHT, padding=room), look)


def _x(field: str, names: tuple[str, str]) -> alt.X:
    axis = alt.Axis(
        title=f"AF difference: more in {names[1]} (B)   ·   more in {names[0]} (A)",
        labelExpr="datum.value == 0 ? '0' : format(datum.value, '+.2~f')", tickCount=5, grid=False,
    )  # fmt: skip
    return alt.X(field, scale=alt.Scale(domain=[-1, 1], nice=False), axis=axis)


def _y(field: str) -> alt.Y:
    return alt.Y(field, axis=alt.Axis(title="−log10 p", tickCount=6, gridDash=[2, 4]))


def _shading(alleles: pl.DataFrame, names: tuple[str, str], look: Look) -> Drawing:
    value = pl.col("log_p")
    up = (value.max() / _UP).clip(lower_bound=1e-9)
    cells = (
        alleles.with_columns(
            (((pl.col("difference") + 1) * _ACROSS / 2).floor() * 2 / _ACROSS - 1).alias("x"),
            ((value / up).floor() * up).alias("y"),
            up.alias("up"),
        )
        .group_by("x", "y", "up")
        .agg(pl.len().alias("n_variants"))
        .sort("x", "y")
        .with_columns(
            (pl.col("x") + 2 / _ACROSS).alias("x2"), (pl.col("y") + pl.col("up")).alias("y2")
        )
    )
    colour = alt.Color(
        "n_variants:Q",
        scale=alt.Scale(type="log", range=list(look.density), interpolate="lab"),
        legend=None,
    )
    return (
        alt.Chart(cells)
        .mark_rect(stroke=None)
        .encode(
            x=_x("x:Q", names),
            x2="x2:Q",
            y=_y("y:Q"),
            y2="y2:Q",
            color=colour,
            tooltip=[alt.Tooltip("n_variants:Q", title="variants here", format=",")],
        )
    )


def _lines(line: float | None, names: tuple[str, str], look: Look) -> list[Drawing]:
    zero = alt.Chart(pl.DataFrame({"x": [0.0]})).mark_rule(color=look.muted, opacity=0.5)
    lines = [zero.encode(x=_x("x:Q", names))]
    if line is not None:
        frame = pl.DataFrame({"y": [line], "x": [-1.0]})
        rule = alt.Chart(frame).mark_rule(color=look.muted, strokeDash=[3, 3])
        word = alt.Chart(frame).mark_text(
            text="q = 0.05", align="left", baseline="bottom", dx=4, dy=-2, color=look.muted
        )
        lines += [rule.encode(y=_y("y:Q")), word.encode(x=_x("x:Q", names), y=_y("y:Q"))]
    return lines
