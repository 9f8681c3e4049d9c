"""A chart of any rows: which column is where, and by which mark, is the analyst's choice."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import polars as pl

from straits.charts.look import GROUP_COLOURS, Drawing, Look, finished, fitted, visible

HEIGHT = 320
# More rows than these are not drawn: a browser would stand still.
MOST_ROWS = 5_000
_ROW = 22
# Columns of chances, which are not what a chart is drawn for, and how many colours are told apart.
_CHANCES, _COLOURS = {"p", "q"}, 8
_MOST_FACETS = 12
# Of one facet; Vega makes no chart of several as wide as the page.
_WIDTH = 560


@dataclass(frozen=True)
class Choice:
    """Where the columns are; empty for none."""

    mark: str
    x: str
    y: str
    colour: str = ""
    facet: str = ""


def usual(rows: pl.DataFrame) -> Choice | None:
    """Return what a chart of the rows would usually be; None where there is no number to draw.

    Along y stand the words of which there are most, along x the last number that is no chance.
    Bars only where each row has one of its own.
    """
    numbers = [name for name, kind in rows.schema.items() if kind.is_numeric()]
    words = [name for name in rows.columns if name not in numbers]
    if not numbers or rows.height < 2:
        return None
    last = next((name for name in reversed(numbers) if name not in _CHANCES), numbers[-1])
    if words:
        n_different = {name: rows[name].n_unique() for name in words}
        place = max(reversed(words), key=n_different.__getitem__)
        others = [name for name in words if name != place and 1 < n_different[name] <= _COLOURS]
        colour = max(reversed(others), key=n_different.__getitem__, default="")
        keys = [place, *([colour] if colour else [])]
        mark = "bar" if rows.select(keys).n_unique() == rows.height else "point"
        return Choice(mark, last, place, colour)
    return Choice("point", numbers[0], last)


def chosen_chart(rows: pl.DataFrame, choice: Choice, look: Look) -> Drawing:
    """Return the chart of a choice; rows that lack a value of x or y are left out.

    rows
        Have the columns of the choice; the first MOST_ROWS are drawn.
    """
    named = [name for name in (choice.x, choice.y, choice.colour, choice.facet) if name]
    drawn = rows.select(list(dict.fromkeys(named))).drop_nulls([choice.x, choice.y]).head(MOST_ROWS)
    # A name of a column may hold what Vega reads as a path.
    names = {name: f"column_{place}" for place, name in enumerate(drawn.columns)}
    plain = drawn.rename(names).with_columns(
        pl.col(names[name]).cast(pl.String)
        for name, kind in drawn.schema.items()
        if not kind.is_numeric()
    )
    channels: dict[str, Any] = {
        # Bars of several rows are never added up: their sum may mean nothing.
        "x": alt.X(_of(names, drawn, choice.x), title=choice.x, sort=None, stack=None),
        "y": alt.Y(_of(names, drawn, choice.y), title=choice.y, sort=None, stack=None),
        "tooltip": [alt.Tooltip(_of(names, drawn, name), title=name) for name in drawn.columns],
    }
    if choice.colour:
        channels["color"] = _colour(names, drawn, choice, look)
        if choice.mark == "bar" and not drawn.schema[choice.colour].is_numeric():
            channels |= _beside(names, drawn, choice)
    marks: dict[str, dict[str, Any]] = {
        "bar": {"type": "bar"}, "point": {"type": "point", "filled": True, "size": 45},
        "line": {"type": "line", "point": True}, "rect": {"type": "rect"},
    }  # fmt: skip
    mark: Any = marks[choice.mark]
    if not choice.colour:
        mark["color"] = look.accent
    if choice.facet:
        header = alt.Header(labelAngle=0, labelAnchor="start", labelOrient="top")
        channels["row"] = alt.Row(f"{names[choice.facet]}:N", title=None, sort=None, header=header)
        kept = drawn[choice.facet].unique(maintain_order=True).cast(pl.String).head(_MOST_FACETS)
        plain = plain.filter(pl.col(names[choice.facet]).cast(pl.String).is_in(kept.implode()))
    chart = alt.Chart(plain, mark=mark).encode(**channels)
    if choice.facet:
        return finished(chart.properties(width=_WIDTH, height=_height(drawn, choice)), look)
    return fitted(chart, _height(drawn, choice), look)


def _beside(names: dict[str, str], rows: pl.DataFrame, choice: Choice) -> dict[str, Any]:
    """Return the channel that puts bars of several colours beside each other."""
    colour = f"{names[choice.colour]}:N"
    if not rows.schema[choice.y].is_numeric() and choice.y != choice.colour:
        return {"yOffset": alt.YOffset(colour, sort=None)}
    if not rows.schema[choice.x].is_numeric() and choice.x != choice.colour:
        return {"xOffset": alt.XOffset(colour, sort=None)}
    return {}


def _of(names: dict[str, str], rows: pl.DataFrame, name: str) -> str:
    return f"{names[name]}:{'Q' if rows.schema[name].is_numeric() else 'N'}"


def _colour(names: dict[str, str], rows: pl.DataFrame, choice: Choice, look: Look) -> alt.Color:
    legend = alt.Legend(title=choice.colour, orient="top")
    if rows.schema[choice.colour].is_numeric():
        scale = alt.Scale(scheme="blues")
    else:
        scale = alt.Scale(range=[visible(colour, look) for colour in GROUP_COLOURS])
    return alt.Color(_of(names, rows, choice.colour), scale=scale, legend=legend)


def _height(rows: pl.DataFrame, choice: Choice) -> int:
    if rows.schema[choice.y].is_numeric():
        return HEIGHT if not choice.facet else HEIGHT // 2
    n_bars = rows[choice.y].n_unique()
    if choice.mark == "bar" and choice.colour and choice.colour != choice.y:
        n_bars *= max(rows[choice.colour].n_unique() // 2, 1)
    return min(max(_ROW * n_bars, 60), 1_200)
