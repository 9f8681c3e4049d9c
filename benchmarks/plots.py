"""Ratios of Straits to its peers, as one picture: median, least and greatest, and the bar."""

from collections.abc import Iterable
from pathlib import Path

import altair as alt
import polars as pl
import vl_convert

from benchmarks.outcomes import Outcome

_REACHED, _MISSED, _NEUTRAL = "#1b6ca8", "#b3401b", "#6b7280"


def write_ratios(path: Path, outcomes: Iterable[Outcome]) -> None:
    """Write the picture as SVG; nothing where no line has a peer."""
    rows = as_rows(outcomes)
    if not rows.is_empty():
        path.write_text(vl_convert.vegalite_to_svg(ratio_chart(rows).to_dict()))


def as_rows(outcomes: Iterable[Outcome]) -> pl.DataFrame:
    """Return one row per line with a peer: ratio, its range, the bar and the verdict."""
    rows = []
    for outcome in outcomes:
        if outcome.ratio is None or outcome.peer is None:
            continue
        low, high = outcome.ratio_range or (outcome.ratio, outcome.ratio)
        rows.append(
            {
                "name": f"{outcome.line} · {outcome.peer.name}",
                "ratio": outcome.ratio,
                "low": low,
                "high": high,
                "bar": outcome.bar.ratio,
                "verdict": outcome.verdict.partition(",")[0],
            }
        )
    return pl.DataFrame(rows)


def ratio_chart(rows: pl.DataFrame) -> alt.LayerChart:
    """Draw each line's ratio on a logarithmic axis; a tick is what it must reach."""
    order = rows["name"].to_list()
    base = alt.Chart(rows).encode(y=alt.Y("name:N", sort=order, title=None))
    axis = alt.X("ratio:Q", title="Straits / peer (left of 1: Straits needs less)").scale(
        type="log"
    )
    colour = alt.Color("verdict:N", title=None).scale(
        domain=["reached", "missed", "reported"], range=[_REACHED, _MISSED, _NEUTRAL]
    )
    ranges = base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q"), x2="high:Q", color=colour)
    medians = base.mark_point(filled=True, size=60, opacity=1).encode(x=axis, color=colour)
    bars = base.mark_tick(thickness=2, size=14, color="black").encode(x="bar:Q")
    equal = alt.Chart(pl.DataFrame({"one": [1.0]})).mark_rule(color="#9ca3af", strokeDash=[4, 3])
    return (
        alt.layer(equal.encode(x="one:Q"), ranges, medians, bars)
        .properties(width=420, title="Ratios: median, range, and the bar (tick)")
        .configure_axis(labelLimit=280)
    )
