"""The group that each person of a sample sheet is in."""

import polars as pl

from data_loaders.people import group_definitions
from data_loaders.people.sheet_columns import Sheet
from data_loaders.study import validation
from straits.errors import StudyError


def read_groups(sheet: Sheet, name: str) -> pl.Series:
    """Return each person's group of a grouping, null for none: from a column, else from a child's.

    Raises StudyError if the sheet has neither, or a group that the study's `order` has not.
    """
    column = _column(sheet, name)
    if column is not None:
        return _read_column(sheet, name, column)
    groupings = sheet.study.groupings
    from_children = [
        group_definitions.parent_groups(grouping, read_groups(sheet, child))
        for child, grouping in groupings.items()
        if grouping.parent == name and not _is_absent(sheet, child)
    ]
    known = [each for each in from_children if each is not None]
    if known:
        return pl.select(pl.coalesce(known)).to_series()
    if _is_absent(sheet, name):
        return sheet.nulls(pl.String)
    columns = sheet.table.cells.columns
    raise StudyError(
        f"{sheet.study.where('groupings', name)}: {sheet.table.name} has no column {name!r}"
        f"{validation.did_you_mean(name, columns)}; add `column:` with one of its columns "
        f"({validation.listing(columns, 30)}) or, if this site has no such groups, "
        f"`groupings: {{{name}: null}}` under its `samples:`."
    )


def _is_absent(sheet: Sheet, name: str) -> bool:
    """Tell whether the study says that this sheet has no such groups: `name: null`."""
    return sheet.settings.groupings.get(name, "") is None


def _column(sheet: Sheet, name: str) -> str | None:
    """Return the column of a grouping: this sheet's, the study's, or the one of its name."""
    own = sheet.settings.groupings.get(name)
    if own is not None:
        return sheet.existing(own, *sheet.place, "groupings", name)
    if _is_absent(sheet, name):
        return None
    named = sheet.study.groupings[name].column
    if named is not None:
        return sheet.existing(named, "groupings", name, "column")
    return name if name in sheet.table.cells.columns else None


def _read_column(sheet: Sheet, name: str, column: str) -> pl.Series:
    grouping = sheet.study.groupings[name]
    written = sheet.table.cells[column]
    # A group that the study names is a group, even if it is called NA.
    named = {
        *grouping.order, *grouping.labels, *grouping.colours, *grouping.parents,
        *grouping.not_in_group_max,
    }  # fmt: skip
    is_nothing = sheet.is_nothing(written, "0", *grouping.missing) & ~written.is_in(list(named))
    group_ids = written.set(is_nothing, None)
    unknown = group_ids.is_not_null() & ~group_ids.is_in(grouping.order)
    if grouping.order and unknown.any():
        values = group_ids.filter(unknown).unique(maintain_order=True)
        first = sheet.table.where(unknown.arg_true()[0])
        raise StudyError(
            f"{sheet.study.where('groupings', name, 'order')}: unknown group "
            f"{validation.listing(map(repr, values))} in {first} (column {column})"
            f"{validation.did_you_mean(values[0], grouping.order)}; expected one "
            f"of {validation.listing(grouping.order, 30)}. Add it to `order:` or correct the sheet."
        )
    return group_ids
