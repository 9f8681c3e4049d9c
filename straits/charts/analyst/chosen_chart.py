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
# How many colours are told apart.
N_COLOURS = len(GROUP_COLOURS)
# Letters of a name of which a legend has four in a row.
_SHORT = 12
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


def not_told_apart(rows: pl.DataFrame, choice: Choice) -> list[str]:
    """Return what of the rows a chart does not show, or not apart, as sentences.

    >>> rows = pl.DataFrame({"x": range(12), "y": range(12), "who": list("lkjihgfedcba")})
    >>> not_told_apart(rows, Choice("point", "x", "y", colour="who"))
    ['8 of 12 values of who have a colour, those first by name; the others are grey.']
    """
    said = []
    if rows.height > MOST_ROWS:
        said.append(f"The first {MOST_ROWS:,} rows are drawn.")
    if others := _grey(rows, choice):
        n = len(others) + N_COLOURS
        said.append(
            f"{N_COLOURS} of {n:,} values of {choice.colour} have a colour, those first by name; "
            "the others are grey."
        )
    n_facets = rows[choice.facet].n_unique() if choice.facet else 0
    if n_facets > _MOST_FACETS:
        said.append(
            f"{_MOST_FACETS} of {n_facets:,} values of {choice.facet} have a chart, the first ones."
        )
    return said


def _grey(rows: pl.DataFrame, choice: Choice) -> list[str]:
    """Return the values of the colour beyond those that are told apart, by name."""
    if not choice.colour or rows.schema[choice.colour].is_numeric():
        return []
    return rows[choice.colour].cast(pl.String).drop_nulls().unique().sort().to_list()[N_COLOURS:]


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
    shade = names.get(choice.colour, "")
    if others := _grey(drawn, choice):
        # The others have one colour, and places of their own.
        value, shade = pl.col(shade), "shade"
        grey = pl.when(value.is_in(others)).then(pl.lit(_called(others))).otherwise(value)
        plain = plain.with_columns(grey.alias(shade))
    channels: dict[str, Any] = {
        # Bars of several rows are never added up: their sum may mean nothing.
        "x": alt.X(_of(names, drawn, choice.x), title=choice.x, sort=None, stack=None),
        "y": alt.Y(_of(names, drawn, choice.y), title=choice.y, sort=None, stack=None),
        "tooltip": [alt.Tooltip(_of(names, drawn, name), title=name) for name in drawn.columns],
    }
    if choice.colour:
        channels["color"] = _colour(drawn, choice, shade, look)
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


def _called(others: list[str]) -> str:
    return f"{len(others):,} others"


def _colour(rows: pl.DataFrame, choice: Choice, shade: str, look: Look) -> alt.Color:
    """Return the channel of colours; those that are not told apart are grey, and come last.

    shade
        The column of the chart that is coloured.
    """
    legend = alt.Legend(title=choice.colour, orient="top")
    if rows.schema[choice.colour].is_numeric():
        return alt.Color(f"{shade}:Q", scale=alt.Scale(scheme="blues"), legend=legend)
    values = rows[choice.colour].cast(pl.String).drop_nulls().unique().sort()
    # Long names stand two in a row, so that a narrow page holds them.
    is_long = any(len(value) > _SHORT for value in values.head(N_COLOURS))
    legend = alt.Legend(title=choice.colour, orient="top", columns=2 if is_long else 4)
    colours = [visible(colour, look) for colour in GROUP_COLOURS]
    if others := _grey(rows, choice):
        domain = [*values.head(N_COLOURS), _called(others)]
        scale = alt.Scale(domain=domain, range=[*colours, look.muted])
    else:
        scale = alt.Scale(range=colours)
    return alt.Color(f"{shade}:N", scale=scale, legend=legend)


def _height(rows: pl.DataFrame, choice: Choice) -> int:
    if rows.schema[choice.y].is_numeric():
        return HEIGHT if not choice.facet else HEIGHT // 2
    n_bars = rows[choice.y].n_unique()
    if choice.mark == "bar" and choice.colour and choice.colour != choice.y:
        n_bars *= max(rows[choice.colour].n_unique() // 2, 1)
    return min(max(_ROW * n_bars, 60), 1_200)
