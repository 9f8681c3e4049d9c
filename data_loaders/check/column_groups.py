"""Which columns of somebody's table belong together: a list of codes, their dates, a visit."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from data_loaders.check import column_kinds

# Days of a person's life that are no day of a visit.
_NO_VISIT = re.compile(
    r"birth|born|\bdob\b|death|died|\blost\b|fødsel|født|\bdød|lahir|mati", re.IGNORECASE
)


@dataclass(frozen=True)
class CodeColumns:
    """Columns that hold codes of one system, one or a list of them, and the dates of these.

    dates
        One column for all, one for each, or none.
    """

    codes: tuple[str, ...]
    system: str
    dates: tuple[str, ...]


@dataclass(frozen=True)
class Dates:
    """The columns of a table that hold dates, each with the formats that it can be read in."""

    formats: Mapping[str, list[str]]
    lists: Mapping[tuple[str, ...], tuple[str, ...]]

    @property
    def visits(self) -> list[str]:
        """The columns that may say when a row was written."""
        of_lists = {column for columns in self.lists.values() for column in columns}
        return [
            column
            for column in self.formats
            if column not in of_lists and not _NO_VISIT.search(column)
        ]

    def of(self, column: str) -> tuple[str, ...]:
        """Return the date of the visit that a column is of, if some column has it."""
        instance = column_kinds.instance_of(column)
        others = {visit: column_kinds.instance_of(visit) for visit in self.visits}
        fitting = [visit for visit, other in others.items() if other in (instance, None)]
        return tuple(fitting[:1] if instance is not None else self.visits[:1])


def find_dates(columns: Mapping[str, pl.Series]) -> Dates:
    """Return the columns that hold dates, and the lists among them by their places."""
    formats: dict[str, list[str]] = {}
    lists: dict[tuple[str, ...], tuple[str, ...]] = {}
    for names in _groups(columns):
        known = column_kinds.date_formats(_pooled(names, columns))
        formats |= {name: known for name in names if known and (columns[name] != "").any()}
        if known and len(names) > 1:
            lists[_places(names)] = names
    return Dates(formats, lists)


def find_codes(columns: Mapping[str, pl.Series], dates: Dates) -> list[CodeColumns]:
    """Return the columns that hold codes; those that differ in their place alone are a list."""
    groups = []
    for names in _groups({name: columns[name] for name in columns if name not in dates.formats}):
        system = column_kinds.code_system(_pooled(names, columns))
        if system is not None:
            of_list = dates.lists.get(_places(names), ()) if len(names) > 1 else ()
            groups.append(CodeColumns(names, system, of_list or dates.of(names[0])))
    return groups


def _groups(columns: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the columns of one name and visit together, and the others alone."""
    groups: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for name in columns:
        groups[column_kinds.parts(name)[0], column_kinds.instance_of(name)].append(name)
    return [tuple(names) for names in groups.values()]


def _pooled(names: tuple[str, ...], columns: Mapping[str, pl.Series]) -> pl.Series:
    return pl.concat([columns[name] for name in names])


def _places(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(column_kinds.parts(name)[1] for name in names)


def decimal(columns: Sequence[str], values: Mapping[str, pl.Series]) -> str | dict[str, str] | None:
    """Return the decimal sign of some columns as a mapping has it; None for a point."""
    signs = {name: column_kinds.decimal_of(values[name]) for name in columns}
    commas = {name: sign for name, sign in signs.items() if sign == ","}
    return (commas if "." in signs.values() else ",") if commas else None
