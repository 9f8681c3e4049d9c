"""Who shares alleles with whom (an UpSet plot): one row per combination of groups."""

import altair as alt
import polars as pl

from straits.charts.legend import BAR, Key
from straits.charts.look import Drawing, Look, XValue, YValue, fitted, visible

ROW = 24

_STEP = 34  # pixels between the dots of two groups
_BEYOND = 1.12  # of the longest bar, room for its number
_ROOM = 46  # pixels that a number takes up


def shared_alleles(
    rows: pl.DataFrame, groups: list[tuple[str, str]], look: Look, has_projection: bool
) -> Drawing:
    """Return one row per combination, in the order given: dots for its members, a bar for its size.

    Each number stands at the end of the bar that it is the size of.

    rows
        members (places among the groups), n_raw and n_projected.
    groups
        Label and colour of each.
    has_projection
        Whether the bar is n_projected, before a paler one of n_raw; else the bar is n_raw.
    """
    size = "n_projected" if has_projection else "n_raw"
    ordered = rows.with_row_index("row").with_columns(pl.col("members").list.len().alias("n"))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    left = _STEP * len(groups) + 10
    most = max(1.0, *(float(value) for value in rows[size]), *map(float, rows["n_raw"]))
    scale = alt.Scale(domain=[0, most * _BEYOND], rangeMin=left, nice=False)
    dots = ordered.explode("members").rename({"members": "place"})
    layers: list[Drawing] = []
    for place, (label, colour) in enumerate(groups):
        at = XValue(_STEP * place + 8)
        shown = visible(colour, look)
        every = alt.Chart(ordered).mark_point(filled=True, size=34, color=look.faint, opacity=1)
        here = alt.Chart(dots.filter(pl.col("place") == place)).mark_point(
            filled=True, size=78, color=shown, opacity=1
        )
        name = alt.Chart(pl.DataFrame({"x": [0]})).mark_text(
            text=label, angle=315, align="left", baseline="middle", color=look.ink, limit=124
        )
        layers += [
            every.encode(y=y, x=at),
            here.encode(y=y, x=at),
            name.encode(x=at, y=YValue(-8)),
        ]
    tooltip = [
        alt.Tooltip("n_raw:Q", title="as counted", format=",.0f"),
        alt.Tooltip("n_projected:Q", title="projected", format=",.1f"),
    ]
    base = alt.Chart(ordered)

    def bar(field: str, colour: str) -> Drawing:
        drawn = base.mark_bar(height=12, color=colour, align="left")
        at = alt.X(f"{field}:Q", axis=None, scale=scale)
        return drawn.encode(y=y, x=at, x2=XValue(left), tooltip=tooltip)

    def number(of: pl.DataFrame, field: str, colour: str) -> Drawing:
        drawn = alt.Chart(of).mark_text(align="left", dx=5, color=colour)
        at = alt.X(f"{field}:Q", axis=None, scale=scale)
        return drawn.encode(y=y, x=at, text=alt.Text(f"{field}:Q", format=",.0f"))

    if has_projection:
        layers.append(bar("n_raw", look.faint))
        # A number of its own where there is room for it behind the other one, as wide as the
        # page is.
        pixels = f"(datum.n_raw - datum.n_projected) * (width - {left}) / {most * _BEYOND}"
        behind = alt.condition(f"{pixels} > {_ROOM}", alt.value(1), alt.value(0))
        layers.append(number(ordered, "n_raw", look.muted).encode(opacity=behind))
    layers += [bar(size, look.density[1]), number(ordered, size, look.ink)]
    if has_projection:
        fewer = alt.Chart(ordered.filter(pl.col("n_raw") < pl.col("n_projected")))
        tick = fewer.mark_tick(color=look.ground, thickness=1.4, height=12)
        layers.append(tick.encode(y=y, x=alt.X("n_raw:Q", scale=scale, axis=None)))
    height = ROW * max(rows.height, 1)
    return fitted(alt.layer(*layers), height, look, left=4, right=8, top=4, bottom=6)


def legend_of(look: Look, has_projection: bool) -> list[Key]:
    """Return what the bars stand for."""
    if not has_projection:
        return [Key("as counted", look.density[1], BAR)]
    return [Key("projected", look.density[1], BAR), Key("as counted", look.faint, BAR)]
