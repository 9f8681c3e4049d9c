"""The chart that rows are drawn as until an analyst chooses another, by what their columns are."""

import polars as pl

from straits.charts.analyst.chosen_chart import N_COLOURS, Choice

# Columns of chances, and of numbers that only name something: no chart is drawn for them.
_CHANCES = {"p", "q"}
_NAMING = ("_id", "_index", "_order", "_number")
# Places in a genome, along which alleles and genes lie.
_PLACES = ("pos", "start_pos", "end_pos", "source_pos")


def usual(rows: pl.DataFrame) -> Choice | None:
    """Return what a chart of the rows would usually be; None where there is no number to draw.

    Places of a genome and a number are points along it. Words and a number are bars, where each
    row has one of its own, else points: along y the words of which there are most, along x the last
    number that is no chance and names nothing. Two numbers are points.
    """
    numbers = [name for name, kind in rows.schema.items() if kind.is_numeric()]
    if not numbers or rows.height < 2:
        return None
    words = [name for name in rows.columns if name not in numbers]
    measured = [name for name in numbers if _is_measured(name)]
    place = next((name for name in _PLACES if name in numbers), "")
    if place and measured:
        return Choice("point", place, measured[-1], _told_by(rows, words))
    drawn = (measured or numbers)[-1]
    if words:
        n_different = {name: rows[name].n_unique() for name in words}
        along = max(reversed(words), key=n_different.__getitem__)
        colour = _told_by(rows, [name for name in words if name != along])
        keys = [along, *([colour] if colour else [])]
        mark = "bar" if rows.select(keys).n_unique() == rows.height else "point"
        return Choice(mark, drawn, along, colour)
    others = [name for name in (*measured, *numbers) if name != drawn]
    return Choice("point", others[0], drawn) if others else None


def _is_measured(name: str) -> bool:
    return name not in _CHANCES and name not in _PLACES and not name.endswith(_NAMING)


def _told_by(rows: pl.DataFrame, words: list[str]) -> str:
    """Return the words of most values that colours can tell apart; empty where there are none."""
    n_different = {name: rows[name].n_unique() for name in words}
    telling = [name for name in words if 1 < n_different[name] <= N_COLOURS]
    return max(reversed(telling), key=n_different.__getitem__, default="")
