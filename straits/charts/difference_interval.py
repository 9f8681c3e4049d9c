"""One difference of A and B with its interval, on an axis centred on zero."""

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look, YValue, finished

HEIGHT = 40

# Ends of the axis, of which the smallest that holds the interval is taken: a difference is not
# made to look large by its axis without a reader seeing round numbers for it.
_ENDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)

_LABEL = "datum.value == 0 ? '0' : format(datum.value, '+~g')"


def difference_interval(
    estimate: float,
    low: float,
    high: float,
    marks: tuple[tuple[str, str], tuple[str, str]],
    look: Look,
) -> Drawing:
    """Return the estimate as a point in the look of the side that has more, over its interval."""
    end = next(end for end in _ENDS if max(abs(low), abs(high)) <= end or end == _ENDS[-1])
    row = pl.DataFrame({"estimate": [estimate], "low": [low], "high": [high], "zero": [0.0]})
    colour, shape = marks[0] if estimate >= 0 else marks[1]
    axis = alt.Axis(
        title=None, orient="bottom", values=[-end, -end / 2, 0, end / 2, end], labelExpr=_LABEL,
        grid=False, labelFlush=True,
    )  # fmt: skip
    scale = alt.Scale(domain=[-end, end], nice=False)
    y = YValue(26)

    def at(field: str) -> alt.X:
        return alt.X(field, scale=scale, axis=axis)

    zero = alt.Chart(row).mark_rule(color=look.muted, strokeDash=[2, 3]).encode(x=at("zero:Q"))
    interval = alt.Chart(row).mark_rule(color=colour, strokeWidth=2)
    point = alt.Chart(row).mark_point(shape=shape, filled=True, size=80, color=colour, opacity=1)
    ends = (
        alt.Chart(pl.DataFrame({"x": [x]}))
        .mark_text(baseline="top", color=colour, fontWeight=600, dy=-2)
        .encode(x=at("x:Q"), y=YValue(0))
        for x, (colour, _) in ((end, marks[0]), (-end, marks[1]))
    )
    in_a, in_b = ends
    in_a.mark.align, in_a.mark.text = "right", "more in A"
    in_b.mark.align, in_b.mark.text = "left", "more in B"
    return finished(
        alt.layer(
            zero,
            interval.encode(x=at("low:Q"), x2="high:Q", y=y),
            point.encode(x=at("estimate:Q"), y=y),
            in_a,
            in_b,
        ).properties(
            height=HEIGHT,
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
            padding={"left": 2, "right": 2, "top": 4, "bottom": 2},
        ),
        look,
    )
