"""How diverse groups are: heterozygosity, and how many of their alleles are rare."""

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look, XValue, bold, fitted, row_names, visible_colours

ROW = 28
SPECTRUM_HEIGHT = 300
# Fewer alleles than this are expected at a count where there is no point: the axis has no end.
LEAST_EXPECTED = 0.1


def heterozygosity(rows: pl.DataFrame, look: Look) -> Drawing:
    """Return one row per group in the order given: its heterozygosity and 95 % interval.

    rows
        group_label, colour, shape, heterozygosity (null where there is none), low and high (null
        without an interval), said, and is_chosen (A or B).
    """
    ordered = rows.with_row_index("row").with_columns(visible_colours(rows, look))
    names = row_names(
        rows["group_label"].to_list(), look, labelLimit=170, labelPadding=8,
        labelFontWeight=bold([row for row, is_chosen in enumerate(rows["is_chosen"]) if is_chosen]),
    )  # fmt: skip
    y = alt.Y("row:O", axis=names, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    axis = alt.Axis(
        title="heterozygosity", orient="top", tickCount=4, format="~g", gridDash=[2, 4],
        labelFlush=False,
    )  # fmt: skip
    scale = alt.Scale(zero=False, nice=True)
    tooltip = [
        alt.Tooltip("group_label:N", title="group"),
        alt.Tooltip("said:N", title="heterozygosity"),
    ]
    worn = {"y": y, "color": alt.Color("colour:N", scale=None), "tooltip": tooltip}
    known = ordered.drop_nulls("heterozygosity")
    lines = alt.Chart(known.drop_nulls("low")).mark_rule(strokeWidth=1.6)
    layers = [
        lines.encode(x=alt.X("low:Q", axis=axis, scale=scale), x2=alt.X2("high:Q"), **worn),
        *(
            alt.Chart(known.filter(shape=shape))
            .mark_point(shape=shape, filled=True, size=70, opacity=1)
            .encode(x=alt.X("heterozygosity:Q", axis=axis, scale=scale), **worn)
            for shape in known["shape"].unique().sort()
        ),
        alt.Chart(ordered)
        .mark_text(align="left", dx=10, color=look.muted)
        .encode(y=y, x=XValue("width"), text=alt.Text("said:N")),
    ]
    height = ROW * max(rows.height, 1)
    return fitted(alt.layer(*layers), height, look, right=6, left=0, top=12, bottom=5)


def spectrum(rows: pl.DataFrame, look: Look) -> Drawing:
    """Return a line per group: how many alleles are expected at each count of the rarer allele.

    rows
        group_label, colour, shape, count, n_alleles; both axes are logarithmic.
    """
    drawn = rows.filter(pl.col("n_alleles") >= LEAST_EXPECTED)
    drawn = drawn.with_columns(visible_colours(drawn, look))
    x = alt.X(
        "count:Q",
        axis=alt.Axis(
            title="copies of the rarer allele", grid=False, values=[1, 2, 3, 5, 10, 20, 30, 50]
        ),
        scale=alt.Scale(type="log", nice=False),
    )
    y = alt.Y(
        "n_alleles:Q",
        axis=alt.Axis(title="alleles", tickCount=4, format="~s", gridDash=[2, 4]),
        scale=alt.Scale(type="log", nice=True),
    )
    colour = alt.Color("colour:N", scale=None)
    tooltip = [
        alt.Tooltip("group_label:N", title="group"),
        alt.Tooltip("count:Q", title="copies"),
        alt.Tooltip("n_alleles:Q", title="alleles expected", format=",.1f"),
    ]
    lines = alt.Chart(drawn).mark_line(strokeWidth=1.4)
    layers = [
        lines.encode(x=x, y=y, color=colour, detail="group_label:N"),
        *(
            alt.Chart(drawn.filter(shape=shape))
            .mark_point(shape=shape, filled=True, size=34, opacity=1)
            .encode(x=x, y=y, color=colour, tooltip=tooltip)
            for shape in drawn["shape"].unique().sort()
        ),
    ]
    chart = alt.layer(*layers)
    return fitted(chart, SPECTRUM_HEIGHT, look, right=8, left=4, top=8, bottom=5)
