"""Variants against groups: AF in one hue, and each way of having none as its own mark."""

import altair as alt
import polars as pl

from straits.charts import marks
from straits.charts.legend import Key
from straits.charts.look import Drawing, Look, fitted

ROW = 21
# Letters that stand side by side above the columns of a narrow page; more of them are tilted.
_LETTERS = 110
_TILTED = 130  # pixels of a tilted label


def heat_map(cells: pl.DataFrame, look: Look) -> Drawing:
    """Return one row per variant and one column per group, in the order given.

    cells
        name, group_label, af (null where there is none), counts (AC/AN), absence ("withheld"
        included, and "censored" where AC is only known to be from ac_low to ac_high) and
        variant_id, variants and groups in the order to draw.
    """
    order = {
        "y": cells["name"].unique(maintain_order=True).to_list(),
        "x": cells["group_label"].unique(maintain_order=True).to_list(),
    }
    is_tilted = len(order["x"]) * max(map(len, order["x"]), default=0) > _LETTERS
    y = alt.Y(
        "name:N",
        sort=order["y"],
        axis=alt.Axis(title=None, domain=False, ticks=False, labelLimit=260, labelColor=look.ink),
    )
    x = alt.X(
        "group_label:N",
        sort=order["x"],
        axis=alt.Axis(
            title=None, orient="top", domain=False, ticks=False, labelColor=look.ink,
            labelAngle=-35 if is_tilted else 0, labelAlign="left" if is_tilted else "center",
            labelLimit=_TILTED if is_tilted else 170,
        ),
    )  # fmt: skip
    known = cells.filter(pl.col("af").is_not_null())
    tooltip = [
        alt.Tooltip("name:N", title="variant"),
        alt.Tooltip("group_label:N", title="group"),
        alt.Tooltip("af:Q", title="AF", format=".4f"),
        alt.Tooltip("counts:N", title="AC/AN"),
    ]
    low, high = look.ground, look.accent
    rect = (
        alt.Chart(known)
        .mark_rect(stroke=look.ground, strokeWidth=1)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "af:Q",
                scale=alt.Scale(domain=[0, 1], range=[low, high], interpolate="lab"),
                legend=None,
            ),
            tooltip=tooltip,
        )
    )
    text = (
        alt.Chart(known)
        .mark_text(fontSize=11)
        .encode(
            x=x,
            y=y,
            text=alt.Text("af:Q", format=".3f"),
            color=alt.condition(
                f"datum.af > {0.72 if look.is_dark else 0.55}", alt.value(look.ground),
                alt.value(look.ink),
            ),
            tooltip=tooltip,
        )
    )  # fmt: skip
    layers = [rect, text]
    ranges = cells.filter(pl.col("absence") == "censored")
    if ranges.height:
        layers += _ranges(ranges, x, y, look)
    for absence, outline in marks.OF_ABSENCE.items():
        missing = cells.filter(pl.col("af").is_null() & (pl.col("absence") == absence))
        if missing.height:
            mark = alt.Chart(missing).mark_point(
                shape=outline, filled=False, size=40, color=look.muted, strokeWidth=1.1
            )
            why = alt.Tooltip("absence:N", title="no AF")
            layers.append(mark.encode(x=x, y=y, tooltip=[*tooltip[:2], why]))
    right = 100 if is_tilted else 4
    height = ROW * len(order["y"])
    return fitted(alt.layer(*layers), height, look, left=0, right=right, top=4, bottom=4)


def legend_of(look: Look) -> tuple[Key, Key]:
    """Return what the hue runs from and to."""
    return Key("AF 0", look.muted, "square", is_hollow=True), Key("AF 1", look.accent, "square")


def _ranges(cells: pl.DataFrame, x: alt.X, y: alt.Y, look: Look) -> list[alt.Chart]:
    """Return an empty, dashed cell for each count that is a range, with the range within it."""
    written = alt.Chart(
        cells.with_columns(pl.format("AC {}–{}", "ac_low", "ac_high").alias("ends"))
    ).encode(
        x=x,
        y=y,
        tooltip=[
            alt.Tooltip("name:N", title="variant"),
            alt.Tooltip("group_label:N", title="group"),
            alt.Tooltip("counts:N", title="AC/AN, a range"),
        ],
    )
    return [
        written.mark_rect(
            fill=look.ground, stroke=look.muted, strokeWidth=1, strokeDash=[3, 2], strokeOpacity=0.8
        ),
        written.mark_text(fontSize=11, fontStyle="italic", color=look.muted).encode(text="ends:N"),
    ]
