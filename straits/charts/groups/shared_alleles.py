"""Who shares alleles with whom (an UpSet plot): one row per combination of groups."""

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look, XValue, YValue, fitted, visible

ROW = 24

_STEP = 34  # pixels between the dots of two groups


def shared_alleles(
    rows: pl.DataFrame, groups: list[tuple[str, str]], look: Look, has_projection: bool
) -> Drawing:
    """Return one row per combination, in the order given: dots for its members, a bar for its size.

    rows
        members (places among the groups), n_raw and n_projected.
    groups
        Label and colour of each.
    has_projection
        Whether the bar is n_projected, with n_raw as a tick; else the bar is n_raw.
    """
    size = "n_projected" if has_projection else "n_raw"
    ordered = rows.with_row_index("row").with_columns(pl.col("members").list.len().alias("n"))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    left = _STEP * len(groups) + 10
    most = max(1.0, *(float(value) for value in rows[size]), *map(float, rows["n_raw"]))
    scale = alt.Scale(domain=[0, most * 1.12], rangeMin=left, nice=False)
    x = alt.X(f"{size}:Q", axis=None, scale=scale)
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
    bars = alt.Chart(ordered).mark_bar(height=12, color=look.density[1], align="left")
    layers.append(bars.encode(y=y, x=x, x2=XValue(left), tooltip=tooltip))
    if has_projection:
        tick = alt.Chart(ordered).mark_tick(color=look.ink, thickness=1.4, height=14)
        layers.append(tick.encode(y=y, x=alt.X("n_raw:Q", scale=scale, axis=None)))
    figures = alt.Chart(ordered).mark_text(align="left", dx=6, color=look.muted)
    layers.append(
        figures.encode(
            y=y,
            x=alt.X("furthest:Q", scale=scale, axis=None),
            text=alt.Text(f"{size}:Q", format=",.0f"),
        ).transform_calculate(
            furthest="max(datum.n_raw, datum.n_projected)" if has_projection else "datum.n_raw"
        )
    )
    height = ROW * max(rows.height, 1)
    return fitted(alt.layer(*layers), height, look, left=4, right=8, top=4, bottom=6)
