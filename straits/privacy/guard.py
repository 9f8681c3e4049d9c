"""The boundary that every result passes: what is too small is nulled, and all that follows."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.privacy.decide import are_too_few, is_exact, require_persons
from straits.privacy.declarations import Column, DeclarationError
from straits.privacy.profiles import Profile

WITHHELD = "withheld"

# In which rows something is withheld, shape (n_rows,).
_Mask = NDArray[np.bool_]


def guard(rows: pl.DataFrame, columns: Sequence[Column], profile: Profile) -> pl.DataFrame:
    """Return what may leave the store of a query's result, row by row.

    A count of people is withheld if it is above 0 and below the profile's minimum, or missing. The
    parts of a total are withheld together if one of them, or what they leave of the total, is. A
    count of alleles goes with its people, a derived column with its sources. Hidden columns go.

    Raises DeclarationError if a column is undeclared or a declared one is missing, and QueryError
    if the result describes persons and the profile does not show them.
    """
    declared = {column.name: column for column in columns}
    if undeclared := [name for name in rows.columns if name not in declared]:
        raise DeclarationError(
            f"the column {undeclared[0]!r} is not declared in the query's header"
        )
    if missing := [name for name in declared if name not in rows.columns]:
        raise DeclarationError(f"the query declares {missing[0]!r} but does not return it")
    if any(column.kind == "person" for column in columns):
        require_persons(profile, ". Ask for counts instead.")
    masks = _masks(rows, columns, profile)
    withheld = [
        pl.when(pl.lit(pl.Series(masks[column.name])))
        .then(_cover(column))
        .otherwise(column.name)
        .alias(column.name)
        for column in columns
        if not column.is_hidden and column.name in masks and masks[column.name].any()
    ]
    shown = [column.name for column in columns if not column.is_hidden]
    return (rows.with_columns(withheld) if withheld else rows)[shown]


def _cover(column: Column) -> pl.Expr:
    return pl.lit(WITHHELD if column.kind == "state" else None)


def _masks(rows: pl.DataFrame, columns: Sequence[Column], profile: Profile) -> dict[str, _Mask]:
    """Return, for each column that can be withheld, in which rows it is."""
    people = _people(rows, columns)
    masks = {name: _is_small(*counts, profile) for name, counts in people.items()}
    _spread_to_parts(people, columns, profile, masks)
    pending = [column for column in columns if column.sources]
    while pending:
        waiting = {column.name for column in pending}
        ready = [column for column in pending if waiting.isdisjoint(column.sources)]
        if not ready:
            raise DeclarationError(f"{pending[0].name!r} is derived from itself")
        for column in ready:
            of_sources = [masks[source] for source in column.sources if source in masks]
            if column.kind == "count_alleles" and not of_sources:
                raise DeclarationError(f"{column.sources[0]!r} must be a count_people")
            if of_sources:
                masks[column.name] = reduce(or_, of_sources)
        pending = [column for column in pending if column not in ready]
    return masks


def _people(
    rows: pl.DataFrame, columns: Sequence[Column]
) -> dict[str, tuple[NDArray[np.int64], _Mask]]:
    """Return each count of people, 0 where it is missing, and where it is missing.

    As NumPy arrays, column by column: a step of Polars costs as much as all of this for a gene.
    """
    people = {}
    for column in columns:
        if column.kind == "count_people":
            counts = rows.get_column(column.name)
            missing = np.zeros(len(counts), np.bool_)
            if counts.null_count():
                missing = counts.is_null().to_numpy()
                counts = counts.fill_null(0)
            people[column.name] = counts.to_numpy().astype(np.int64), missing
    return people


def _spread_to_parts(
    people: Mapping[str, tuple[NDArray[np.int64], _Mask]],
    columns: Sequence[Column],
    profile: Profile,
    masks: dict[str, _Mask],
) -> None:
    """Withhold a breakdown whole where a part of it is withheld, or what it leaves is too small."""
    breakdowns: dict[tuple[str, str], list[str]] = {}
    for column in columns:
        for part_of in column.part_of:
            breakdowns.setdefault(part_of, []).append(column.name)
    # A part may be the total of other parts, so what one breakdown loses can reach the next.
    for _ in breakdowns:
        for (total, _), parts in breakdowns.items():
            n_total, is_missing = people[total]
            left = n_total - sum(people[part][0] for part in parts)
            whole = reduce(or_, [masks[part] for part in parts], masks[total])
            masks |= dict.fromkeys(parts, whole | _is_small(left, is_missing, profile))


def _is_small(n_people: NDArray[np.int64], is_missing: _Mask, profile: Profile) -> _Mask:
    if is_exact(profile):
        return np.zeros_like(is_missing)
    return is_missing | are_too_few(n_people, profile)
