"""AF in A against AF in B: all alleles as a density, the most different ones as points over it."""

from dataclasses import dataclass

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look, XValue, YValue, finished

HEIGHT = 424

# Lines of equal difference beside the diagonal.
_BANDS = (0.25, 0.5)

_SCALE = alt.Scale(domain=[0, 1], nice=False)


def frequency_map(
    density: pl.DataFrame,
    points: pl.DataFrame,
    names: tuple[str, str],
    marks: tuple[tuple[str, str], tuple[str, str]],
    look: Look,
    picked: str | None = None,
) -> Drawing:
    """Return the map; a click on a point is the selection `pick`, with the point's variant_id.

    density
        One row per cell, with its edges and n_variants, as of queries.frequency_density.
    points
        One row per allele to draw, with variant_id, name, gene, af_a, af_b, difference, counts_a
        and counts_b; at most 500 keep a change of filter quick.
    names, marks
        Of A and B: the label, and colour and shape; a point wears those of the side where the
        allele is more common.
    picked
        The variant_id to ring.
    """
    plane = _Plane(names)
    layers = [_cells(density, plane, look), *_bands(plane, look)]
    layers.append(_points(points, plane, marks, look))
    layers += _edges(plane, marks)
    if picked is not None:
        layers.append(_ring(points.filter(pl.col("variant_id") == picked), plane, look))
    room = {"left": 0, "right": 4, "top": 4, "bottom": 6}
    return finished(alt.layer(*layers).properties(height=HEIGHT, padding=room), look)


@dataclass(frozen=True)
class _Plane:
    """The two axes, which every layer must name alike for the titles to stay."""

    names: tuple[str, str]

    def x(self, field: str) -> alt.X:
        return alt.X(field, scale=_SCALE, axis=self._axis(f"AF in {self.names[0]} (A)"))

    def y(self, field: str) -> alt.Y:
        return alt.Y(field, scale=_SCALE, axis=self._axis(f"AF in {self.names[1]} (B)"))

    def _axis(self, title: str) -> alt.Axis:
        return alt.Axis(title=title, values=[0, 0.25, 0.5, 0.75, 1], format=".2f", grid=False)


def _cells(density: pl.DataFrame, plane: _Plane, look: Look) -> Drawing:
    counted = density["n_variants"].to_list()
    most = max(2, *counted)
    colour = alt.Color(
        "n_variants:Q",
        scale=alt.Scale(type="log", domain=[1, most], range=list(look.density), interpolate="lab"),
    )
    return (
        alt.Chart(density)
        .mark_rect(stroke=None)
        .encode(
            x=plane.x("af_a_low:Q"),
            x2=alt.X2("af_a_high:Q"),
            y=plane.y("af_b_low:Q"),
            y2=alt.Y2("af_b_high:Q"),
            color=colour,
            tooltip=[
                alt.Tooltip("n_variants:Q", title="variants here", format=","),
                alt.Tooltip("af_a_low:Q", title="AF in A from", format=".2f"),
                alt.Tooltip("af_b_low:Q", title="AF in B from", format=".2f"),
            ],
        )
    )


def _bands(plane: _Plane, look: Look) -> list[Drawing]:
    ends = [(0.0, 0.0, 1.0, 1.0, True)]
    for band in _BANDS:
        ends += [(band, 0.0, 1.0, 1 - band, False), (0.0, band, 1 - band, 1.0, False)]
    frame = pl.DataFrame(ends, schema=["x", "y", "x2", "y2", "is_equal"], orient="row")

    def line(is_equal: bool, dash: list[int]) -> Drawing:
        rows = frame.filter(pl.col("is_equal") == is_equal)
        return (
            alt.Chart(rows)
            .mark_rule(color=look.muted, opacity=0.55, strokeDash=dash, strokeWidth=0.8)
            .encode(x=plane.x("x:Q"), y=plane.y("y:Q"), x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"))
        )

    return [line(True, [1, 0]), line(False, [2, 4])]


def _points(
    points: pl.DataFrame,
    plane: _Plane,
    marks: tuple[tuple[str, str], tuple[str, str]],
    look: Look,
) -> Drawing:
    pick = alt.selection_point(name="pick", fields=["variant_id"], nearest=False)
    more_in = {"a": marks[0], "b": marks[1]}
    sides = list(more_in)
    return (
        alt.Chart(points)
        .transform_calculate(side="datum.difference >= 0 ? 'a' : 'b'")
        .mark_point(filled=True, size=42, stroke=look.ground, strokeWidth=0.6, cursor="pointer")
        .encode(
            x=plane.x("af_a:Q"),
            y=plane.y("af_b:Q"),
            color=alt.Color(
                "side:N", scale=alt.Scale(domain=sides, range=[more_in[s][0] for s in sides])
            ),
            shape=alt.Shape(
                "side:N", scale=alt.Scale(domain=sides, range=[more_in[s][1] for s in sides])
            ),
            opacity=alt.condition(pick, alt.value(0.85), alt.value(0.25)),
            tooltip=[
                alt.Tooltip("name:N", title="variant"),
                alt.Tooltip("gene:N", title="gene"),
                alt.Tooltip("counts_a:N", title=plane.names[0]),
                alt.Tooltip("counts_b:N", title=plane.names[1]),
                alt.Tooltip("difference:Q", title="difference", format="+.3f"),
            ],
        )
        .add_params(pick)
    )


def _edges(plane: _Plane, marks: tuple[tuple[str, str], tuple[str, str]]) -> list[Drawing]:
    """Write along the edges which side of the diagonal is whose, clear of the points."""
    first, second = (f"more common in {name}" for name in plane.names)
    one = pl.DataFrame({"x": [1.0], "y": [0.0]})
    right = alt.Chart(one).mark_text(
        text=first, angle=270, align="left", baseline="top", dy=7, color=marks[0][0], fontWeight=600
    )
    above = alt.Chart(one).mark_text(
        text=second, align="left", baseline="bottom", dy=-7, color=marks[1][0], fontWeight=600
    )
    return [
        right.encode(x=plane.x("x:Q"), y=plane.y("y:Q")),
        above.encode(x=XValue(0), y=YValue(0)),
    ]


def _ring(row: pl.DataFrame, plane: _Plane, look: Look) -> Drawing:
    return (
        alt.Chart(row)
        .mark_point(filled=False, size=190, color=look.ink, strokeWidth=1.6)
        .encode(x=plane.x("af_a:Q"), y=plane.y("af_b:Q"))
    )
