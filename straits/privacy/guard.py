"""The boundary that every result passes: what is too small is nulled, and all that follows."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

import polars as pl

from straits.errors import QueryError
from straits.privacy.declarations import Column, DeclarationError
from straits.privacy.profiles import Profile

WITHHELD = "withheld"


def guard(result: pl.DataFrame, columns: Sequence[Column], profile: Profile) -> pl.DataFrame:
    """Return what may leave the store of a query's result, row by row.

    A count of people is withheld if it is above 0 and below the profile's minimum, or missing. The
    parts of a total are withheld together if one of them, or what they leave of the total, is. A
    count of alleles goes with its people, a derived column with its sources. Hidden columns go.

    Raises DeclarationError if a column is undeclared or a declared one is missing, and QueryError
    if the result describes persons and the profile does not show them.
    """
    declared = {column.name: column for column in columns}
    if undeclared := [name for name in result.columns if name not in declared]:
        raise DeclarationError(
            f"the column {undeclared[0]!r} is not declared in the query's header"
        )
    if missing := [name for name in declared if name not in result.columns]:
        raise DeclarationError(f"the query declares {missing[0]!r} but does not return it")
    if not profile.shows_persons and any(column.kind == "person" for column in columns):
        raise QueryError(
            f"This study is open under the profile {profile.label!r}, which shows nothing about "
            "one person. Ask for counts instead."
        )
    masks = _masks(result, columns, profile)
    covered = [
        result[column.name]
        if column.name not in masks
        else result.select(
            pl.when(masks[column.name])
            .then(_cover(column))
            .otherwise(column.name)
            .alias(column.name)
        ).to_series()
        for column in columns
        if not column.is_hidden
    ]
    return pl.DataFrame(covered)


def _cover(column: Column) -> pl.Expr:
    return pl.lit(WITHHELD if column.kind == "state" else None)


def _masks(
    result: pl.DataFrame, columns: Sequence[Column], profile: Profile
) -> dict[str, pl.Series]:
    """Return, for each column that can be withheld, in which rows it is."""
    masks = {
        column.name: _is_small(result[column.name], profile)
        for column in columns
        if column.kind == "count_people"
    }
    _spread_to_parts(result, columns, profile, masks)
    pending = [column for column in columns if column.sources]
    while pending:
        waiting = {column.name for column in pending}
        ready = [column for column in pending if waiting.isdisjoint(column.sources)]
        if not ready:
            raise DeclarationError(f"{pending[0].name!r} is derived from itself")
        for column in ready:
            found = [masks[source] for source in column.sources if source in masks]
            if column.kind == "count_alleles" and not found:
                raise DeclarationError(f"{column.sources[0]!r} must be a count_people")
            if found:
                masks[column.name] = reduce(or_, found)
        pending = [column for column in pending if column not in ready]
    return masks


def _spread_to_parts(
    result: pl.DataFrame,
    columns: Sequence[Column],
    profile: Profile,
    masks: dict[str, pl.Series],
) -> None:
    """Withhold a breakdown whole where a part of it is withheld, or what it leaves is too small."""
    breakdowns: dict[tuple[str, str], list[str]] = {}
    for column in columns:
        for part_of in column.part_of:
            breakdowns.setdefault(part_of, []).append(column.name)
    # A part may be the total of other parts, so what one breakdown loses can reach the next.
    for _ in breakdowns:
        for (total, _), parts in breakdowns.items():
            left = result[total] - result.select(pl.sum_horizontal(parts)).to_series()
            whole = reduce(or_, [masks[part] for part in parts], masks[total])
            masks |= dict.fromkeys(parts, whole | _is_small(left, profile))


def _is_small(n_people: pl.Series, profile: Profile) -> pl.Series:
    if profile.min_people == 0:
        return pl.repeat(False, len(n_people), eager=True)
    return n_people.is_null() | ((n_people != 0) & (n_people < profile.min_people)).fill_null(True)
