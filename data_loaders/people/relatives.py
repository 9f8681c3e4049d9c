"""Pairs of relatives that a study names: in columns of a sheet, and in tables of pairs."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl

from data_loaders.people import sheet_columns, text_table
from data_loaders.people.sheet_columns import Sheet
from data_loaders.people.text_table import TextTable
from data_loaders.study import missing_marks, validation
from data_loaders.study.relative_sources import RelativeSources
from data_loaders.study.study_model import Site, Study
from straits.errors import InputError

_COLUMNS = ("siblings", "second_order", "third_order")
_ORDERS = ("first", "second", "third")
# What KING, plink2 and PLINK call the two ids, and what they measure.
_FIRST, _SECOND = ("id1", "iid1"), ("id2", "iid2")
_KINSHIP, _SHARED = "kinship", "pi_hat"


class Pairs(NamedTuple):
    """Who a site's study says are relatives.

    pairs
        Ids of samples or people, as they are written; the same two may be there more than once.
    known_ids
        Those of the sheet, of samples and people.
    """

    pairs: list[tuple[str, str]]
    known_ids: frozenset[str]


def read_pairs(study: Study, site: Site) -> Pairs:
    """Return the pairs that columns of a site's sheet and its tables of pairs name.

    Raises StudyError where the study names a column that is not there, InputError where a table is
    none of pairs.
    """
    sources = site.samples.relatives
    if sources is None:
        return Pairs([], frozenset())
    sheet = sheet_columns.open_sheet(study, site)
    samples, people = sheet.ids("id"), sheet.ids("person")
    known = frozenset(samples.drop_nulls()) | frozenset(people.drop_nulls())
    pairs: list[tuple[str, str]] = []
    for role in _COLUMNS:
        if (named := getattr(sources, role)) is not None:
            column = sheet.existing(named, *sheet.place, "relatives", role)
            pairs += _of_column(sheet, samples, column, known)
    for path in sources.pairs:
        pairs += _of_table(path, sources, known)
    return Pairs(pairs, known)


def looked_for(site: Site, has_parents: bool) -> str:
    """Return which relatives are looked for at a site, in words; empty if none.

    has_parents
        Whether its sheet names any parent.
    """
    sources = site.samples.relatives or RelativeSources()
    words = [
        *(["as the sample sheet says"] if site.samples.unrelated else []),
        *(["parents"] if has_parents else []),
        *(role.replace("_", " ") for role in _COLUMNS if getattr(sources, role) is not None),
        *(
            [f"pairs listed, by kinship to the {_ORDERS[sources.degree - 1]} order"]
            if sources.pairs
            else []
        ),
    ]
    return f"{words[0]} only" if words == ["parents"] else ", ".join(words)


def least_kinship(degree: int) -> float:
    """Return the kinship above which two people are relatives of a degree, or closer.

    Manichaikul et al. 2010, table 1: the geometric mean of what a degree and the next have.

    >>> [round(least_kinship(degree), 4) for degree in (1, 2, 3)]
    [0.1768, 0.0884, 0.0442]
    """
    return float(2 ** -(degree + 1.5))


def _of_column(
    sheet: Sheet, samples: pl.Series, column: str, known: frozenset[str]
) -> Iterator[tuple[str, str]]:
    nothing = {*missing_marks.USUAL, *map(str.lower, sheet.marks(column)), "0"}
    for sample, cell in zip(samples, sheet.table.cells[column], strict=True):
        for written in filter(None, map(str.strip, re.split("[,;|]", cell))):
            words = written.split()
            # An id may have a blank; a remark that names people is none of ids.
            is_list = written not in known and all(word in known for word in words)
            for name in words if is_list else [written]:
                if name.lower() not in nothing:
                    yield sample, name


def _of_table(path: Path, sources: RelativeSources, known: frozenset[str]) -> list[tuple[str, str]]:
    table = text_table.read_table(path)
    names = {column.lower(): column for column in table.cells.columns}
    first, second = (
        next((names[usual] for usual in usuals if usual in names), None)
        for usuals in (_FIRST, _SECOND)
    )
    if first and second and (_KINSHIP in names or _SHARED in names):
        is_kinship = _KINSHIP in names
        column = names[_KINSHIP if is_kinship else _SHARED]
        # Of two people who are not inbred, half of what they share by descent is their kinship.
        kinship = _numbers(table, column) * (1 if is_kinship else 0.5)
        _check_ids(path, table.cells.select(first, second), known)
        close = table.cells.filter(kinship > least_kinship(sources.degree))
        return list(close.select(first, second).iter_rows())
    columns = table.cells.columns
    if len(columns) != 2:  # noqa: PLR2004 - a pair
        raise InputError(
            f"{path}: expected pairs of people, either two columns of ids, or ID1 and ID2 (IID1 "
            f"and IID2) with KINSHIP, as KING and plink2 write .kin0, or with PI_HAT, as PLINK "
            f"writes .genome; got the columns {validation.listing(columns, 15)}."
        )
    # Two names in the first line are a header, unless they are people.
    headless = [(columns[0], columns[1])] if known & set(columns) else []
    if not headless:
        _check_ids(path, table.cells, known)
    return headless + list(table.cells.iter_rows())


def _check_ids(path: Path, pairs: pl.DataFrame, known: frozenset[str]) -> None:
    """Refuse a table of pairs whose ids are of nobody: its silence would make all unrelated."""
    ids = [*pairs.to_series(0), *pairs.to_series(1)]
    if ids and known.isdisjoint(ids):
        raise InputError(
            f"{path}: none of its ids is in the sample sheet; it begins "
            f"{validation.listing(dict.fromkeys(ids), 3)}, the sheet has "
            f"{validation.listing(sorted(known), 3)}. Write the table again with the ids of the "
            "sheet, or name the column that has those of the table with `id` or `person`."
        )


def _numbers(table: TextTable, column: str) -> pl.Series:
    """Return a column as numbers; a pair of which none was measured is none of relatives."""
    written = table.cells[column]
    numbers = written.cast(pl.Float64, strict=False)
    is_nothing = missing_marks.is_nothing(written)
    odd = (numbers.is_null() & ~is_nothing).arg_true()
    if len(odd):
        raise InputError(
            f"{table.where(odd[0])}: the {column} {written[odd[0]]!r} is not a number; write the "
            "table again, or take the row away."
        )
    return numbers.fill_nan(None)
