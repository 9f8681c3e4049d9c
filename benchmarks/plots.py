"""Ratios of Straits to its peers, and seconds by alleles and by people, as pictures."""

import re
from collections.abc import Iterable
from pathlib import Path

import altair as alt
import polars as pl
import vl_convert

from benchmarks.outcomes import Outcome

# What a line of cohorts measures, by what its name begins with; the first that does.
_COHORTS = {
    "cohort-process": "a process", "cohort-store": "through the store", "cohort": "in process",
    "growth-people": "one region",
}  # fmt: skip
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


def write_growth(path: Path, outcomes: Iterable[Outcome]) -> None:
    """Write how seconds grow as SVG; nothing where no line tells."""
    rows = grown_rows(outcomes)
    if not rows.is_empty():
        path.write_text(vl_convert.vegalite_to_svg(growth_chart(rows).to_dict()))


def grown_rows(outcomes: Iterable[Outcome]) -> pl.DataFrame:
    """Return one row per side of each line that is of a number of alleles or people.

    Columns: grows, size, side, low, seconds (the median) and high.
    """
    rows = []
    for outcome in outcomes:
        if found := re.fullmatch(r"national-(\w+)-(\d+)", outcome.line):
            grows, size = f"a ranking, by alleles: {found[1]}", int(found[2])
        elif found := re.search(r" x ([\d,]+) people", outcome.data):
            kind = next(
                (kind for of, kind in _COHORTS.items() if outcome.line.startswith(of)), None
            )
            if kind is None:
                continue
            grows, size = f"a cohort, by people: {kind}", int(found[1].replace(",", ""))
        else:
            continue
        for side in filter(None, (outcome.straits, outcome.peer)):
            if side.seconds:
                ends = {"low": min(side.seconds), "high": max(side.seconds)}
                told = {"grows": grows, "size": size, "side": side.name, "seconds": side.median}
                rows.append(told | ends)
    return pl.DataFrame(rows)


def growth_chart(rows: pl.DataFrame) -> alt.FacetChart:
    """Draw seconds by size on logarithmic axes, a panel for each thing that grows."""
    base = alt.Chart(rows).encode(
        x=alt.X("size:Q", title="alleles, or people").scale(type="log"),
        color=alt.Color("side:N", title=None),
    )
    seconds = alt.Y("seconds:Q", title="seconds").scale(type="log")
    ranges = base.mark_rule().encode(y=alt.Y("low:Q").scale(type="log"), y2="high:Q")
    return (
        alt.layer(ranges, base.mark_line(point=True).encode(y=seconds))
        .properties(width=260, height=220)
        .facet(alt.Facet("grows:N", title=None), columns=2)
        .resolve_scale(x="independent", y="independent")
    )
