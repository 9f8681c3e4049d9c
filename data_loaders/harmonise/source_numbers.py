"""The numbers of a source and their units, as they are written and in the dictionary's unit."""

import re
from collections.abc import Collection
from collections.abc import Mapping as MappingOf

import polars as pl

from data_loaders.harmonise import (
    formulas,
    harmonise_cells,
    omop_model,
    table_rows,
    units,
)
from data_loaders.harmonise.definitions import Definition
from data_loaders.harmonise.mapping import Mapping, Source, SourceTable

# What columns have behind their name: a unit in brackets, UK Biobank's visit and array.
_REMARK = re.compile(r"\s*[(\[].*$|-[0-9]+\.[0-9]+$")
# Of fewer people a median says nothing of their unit.
_FEWEST_PEOPLE = 3


def with_numbers(
    frame: pl.DataFrame,
    mapping: Mapping,
    place: tuple[str, int],
    definitions: MappingOf[str, Definition],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return records with their values, and how their units were turned.

    Adds original_value, original_unit, number (in the unit of the row), unit, factor, offset and
    value (in the dictionary's unit), is_limit, and wrong_part: the column of a formula that is out
    of its range, with what it holds. All are null where the row does not say.
    """
    definition = definitions[place[0]]
    source = mapping.phenotypes[place[0]].sources[place[1]]
    table = mapping.tables[source.table]
    written = pl.col("original_value") if source.value is None else _cell(source.value)
    value = _number(written, source.value or table.columns.value, table)
    wrong_part = pl.lit(None, pl.String)
    if source.formula is not None:
        names = formulas.columns(source.formula)
        written = pl.concat_str(map(_cell, names), separator="; ")
        value = formulas.expression(source.formula, lambda name: _number(_cell(name), name, table))
        wrong_part = pl.coalesce(
            wrong_part, *(_wrong(name, mapping, source, definitions) for name in names)
        )
    is_limit = pl.col("operator").is_in(list(omop_model.LIMITS)).fill_null(False)
    frame = frame.with_columns(
        original_value=written,
        number=pl.when(value.is_finite()).then(value),
        original_unit=_unit(frame, source, definition),
        wrong_part=wrong_part,
        is_limit=is_limit | harmonise_cells.is_limit(written),
    )
    spelt = frame["original_unit"].drop_nulls().unique(maintain_order=True).to_list()
    converted = units.conversions(spelt, definition.unit or "", definition.analyte)
    frame = frame.join(converted, on="original_unit", how="left", maintain_order="left")
    value = pl.col("number") * pl.col("factor") + pl.col("offset")
    return frame.with_columns(value=value), converted


def in_unlikely_units(
    frame: pl.DataFrame, definition: Definition, tried: Collection[str | None]
) -> pl.DataFrame:
    """Return the rows that are unlikely in their unit, where most of their unit are.

    tried
        The units in which the mapping reads the column; one in which the rows are usual is known.

    A unit is unlikely where the median of its rows lies outside the phenotype's usual range, and
    within it in another unit; its rows outside that range are returned, with `likely_unit`: the
    value, and the other unit.
    """
    usual = definition.usual or definition.range
    rows = []
    for (unit,), of_unit in frame.drop_nulls(["value", "person_id"]).group_by("unit"):
        other = _likelier(str(unit), of_unit, definition, tried)
        if usual is not None and other is not None:
            said = pl.format("{} {}, likely {}", "original_value", "original_unit", pl.lit(other))
            outside = of_unit.filter(~pl.col("value").is_between(*usual))
            rows.append(outside.with_columns(likely_unit=said))
    none = frame.clear().with_columns(likely_unit=pl.lit(None, pl.String))
    return pl.concat([none, *rows]).sort("line")


def _likelier(
    unit: str, of_unit: pl.DataFrame, definition: Definition, tried: Collection[str | None]
) -> str | None:
    """Return the unit in which the median of some rows is usual, if it is not so in one tried."""
    lowest, highest = definition.usual or definition.range or (float("-inf"), float("inf"))
    number, value = of_unit.select(pl.median("number", "value")).row(0)
    if of_unit["person_id"].n_unique() < _FEWEST_PEOPLE or lowest <= value <= highest:
        return None
    others = units.other_units(unit, definition.unit or "", definition.analyte)
    usual = [other for other, way in others.items() if lowest <= way.apply(number) <= highest]
    return usual[0] if usual and not {*usual} & {*tried} else None


def _cell(name: str) -> pl.Expr:
    return pl.col(table_rows.column(name))


def _number(cell: pl.Expr, column: str | None, table: SourceTable) -> pl.Expr:
    is_typed = table_rows.is_typed(table.file)
    return harmonise_cells.number(cell, table.decimal_of(column), is_typed)


def _unit(frame: pl.DataFrame, source: Source, definition: Definition) -> pl.Expr:
    """Return the unit of each row as it is written, else that of its concept, else the source's.

    A unit that nobody knows, or that is of another kind of quantity, gives way to a concept.
    """
    stated = pl.lit(source.unit, pl.String)
    if source.value or source.formula:
        return stated
    spelt = [unit for unit in frame["original_unit"].unique().to_list() if unit is not None]
    converted = units.conversions(spelt, definition.unit or "", definition.analyte)
    fitting = converted.drop_nulls("factor")["original_unit"]
    concepts = frame["unit_concept"].drop_nulls().unique(maintain_order=True)
    of_concept = pl.col("unit_concept").replace_strict(
        {concept: units.unit_of_omop(concept) for concept in concepts},
        default=None,
        return_dtype=pl.String,
    )
    written = pl.col("original_unit")
    known = pl.when(written.is_in(fitting.implode())).then(written)
    return pl.coalesce(known, of_concept, written, stated)


def _wrong(
    name: str, mapping: Mapping, source: Source, definitions: MappingOf[str, Definition]
) -> pl.Expr:
    """Return the column of a formula with its cell where that is out of the column's range.

    The range is the one that the source states for the column; that of the phenotype which the
    mapping reads from it; or that of the phenotype which has its name, in any unit that fits.
    """
    cell = _cell(name)
    number = _number(cell, name, mapping.tables[source.table])
    told = pl.format("{} {}", pl.lit(name), cell)
    if name in source.ranges:
        return pl.when(~number.is_between(*source.ranges[name])).then(told)
    is_possible = [
        (number * way.factor + way.offset).is_between(*limits)
        for limits, ways in _limits(name, mapping, source, definitions)
        for way in ways
    ]
    return pl.when(~pl.any_horizontal(is_possible)).then(told) if is_possible else pl.lit(None)


def _limits(
    name: str, mapping: Mapping, source: Source, definitions: MappingOf[str, Definition]
) -> list[tuple[tuple[float, float], list[units.Conversion]]]:
    """Return the range of a column in a dictionary's unit, and how it may get there."""
    for phenotype_id, phenotype in mapping.phenotypes.items():
        definition = definitions[phenotype_id]
        limits = phenotype.range or definition.range
        ways = [
            units.conversion(each.unit, definition.unit or "", definition.analyte)
            for each in phenotype.sources
            if (each.table, each.value) == (source.table, name) and each.unit
        ]
        if ways and limits:
            return [(limits, ways)]
    bare = _REMARK.sub("", name).strip().casefold()
    namesake = definitions.get(re.sub(r"\W+", "_", bare))
    if namesake is None or namesake.range is None or namesake.unit is None:
        return []
    others = units.other_units(namesake.unit, namesake.unit, namesake.analyte)
    own = units.conversion(namesake.unit, namesake.unit)
    return [(namesake.range, [own, *others.values()])]
