"""From the records of a table to the readings of a phenotype, in the dictionary's units."""

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace

import polars as pl

from data_loaders.harmonise import (
    codes,
    harmonise_rules,
    set_aside,
    source_numbers,
    table_rows,
    units,
)
from data_loaders.harmonise.definitions import Definition, code_system
from data_loaders.harmonise.mapping import Mapping, Phenotype, Source, SourceTable
from data_loaders.harmonise.table_records import TableRecords
from straits.errors import StudyError

# What every reading carries, in the order of the table `phenotypes`.
COLUMNS = {
    "person_id": pl.String,
    "measured_on": pl.Date,
    "age_at": pl.Float64,
    "value": pl.Float64,
    "category": pl.String,
    "code": pl.String,
    "original_value": pl.String,
    "original_unit": pl.String,
    "original_code": pl.String,
    "source_table": pl.String,
    "source_line": pl.Int64,
}


@dataclass(frozen=True)
class SourceReadings:
    """What one source of a phenotype gave.

    conversions
        How the units of the readings were turned, as `units.conversions` says it.
    selection
        The codes that were asked for; None where a column of its own was read.
    lines
        The lines that were asked for.
    unread
        The rows that were asked for, or may have been, and cannot be read: perhaps they said yes.
        person_id, source_table, source_line and is_empty, where nobody answered.
    """

    kept: pl.DataFrame
    aside: pl.DataFrame
    conversions: pl.DataFrame
    selection: codes.Selection | None
    lines: pl.Series
    unread: pl.DataFrame


def read_source(
    mapping: Mapping,
    place: tuple[str, int],
    definitions: MappingOf[str, Definition],
    table: TableRecords,
    descendants: MappingOf[str, frozenset[str]],
) -> SourceReadings:
    """Return the readings that one source of a phenotype gives.

    place
        The phenotype's id and the number of the source in its list.
    """
    phenotype, definition = mapping.phenotypes[place[0]], definitions[place[0]]
    source = phenotype.sources[place[1]]
    selected = selection(mapping, place, definition, descendants)
    coarse = _above(table.kept, selected).with_columns(rule=pl.lit("exact_code"))
    frame = _matched(table.kept, selected)
    frame = frame.with_columns(_limits(definition, phenotype))
    converted = units.conversions([], "", None)
    noted = []
    if definition.kind == "continuous":
        frame, converted = source_numbers.with_numbers(frame, mapping, place, definitions)
        same_column = {
            each.unit
            for each in phenotype.sources
            if (each.table, each.value, each.formula) == (source.table, source.value, None)
        }
        unlikely = source_numbers.in_unlikely_units(frame, definition, same_column)
        noted.append(unlikely.with_columns(rule=pl.lit("likely_unit")))
    else:
        frame = _categories(frame, source, definition)
    content = pl.struct("person_id", "measured_on", "code", "original_value", "original_unit")
    frame = frame.with_columns(is_repeat=~content.is_first_distinct())
    kept, broken = harmonise_rules.sift(frame, _schema(source, definition))
    readings = _readings(kept, source, definition)
    used = converted.filter(
        pl.col("original_unit").is_in(readings["original_unit"].unique().implode())
    )
    told = (broken, coarse, *noted)
    aside = [set_aside.of_rules(rows, source.table, place[0]) for rows in told]
    unread = _unread(table, selected, broken, coarse)
    if is_telling(source, definition, mapping.tables[source.table]):
        unread = unread.filter(~pl.col("is_empty"))
    return SourceReadings(
        readings,
        pl.concat(aside),
        used,
        selected,
        frame["line"],
        unread.with_columns(source_table=pl.lit(source.table)),
    )


def selection(
    mapping: Mapping,
    place: tuple[str, int],
    definition: Definition,
    descendants: MappingOf[str, frozenset[str]],
) -> codes.Selection | None:
    """Return the codes that a source asks for; None where it reads a column of its own.

    Raises StudyError for a code that is not of the table's system, and where there is none to ask.
    """
    source = mapping.phenotypes[place[0]].sources[place[1]]
    table = mapping.tables[source.table]
    where = mapping.where(*mapping.place_of(*place), "codes")
    if not table.columns.code or table.code_system is None:
        if source.codes is not None:
            raise StudyError(
                f"{where}: the table {source.table!r} has no codes; add `code:` to its `columns:`, "
                f"or take `codes:` away"
            )
        return None
    system = code_system(table.code_system)
    # SKS codes are brought to ICD-10, so the dictionary's ICD-10 codes fit them.
    of_dictionary = code_system("icd10") if system.id == "sks" else system
    known = definition.codes.get(of_dictionary.id)
    if source.codes is None and known is None:
        if source.value is not None or source.formula is not None:
            return None
        raise StudyError(
            f"{where}: the dictionary has no {system.label} codes for {place[0]!r}; add `codes:`"
        )
    try:
        asked = codes.select(system, source.codes or (), source.exclude, descendants)
    except ValueError as error:
        raise StudyError(f"{where}: {error}") from error
    if source.codes is None:
        return replace(asked, codes=codes.select(of_dictionary, known or ()).codes)
    return asked


def is_ever(source: Source, definition: Definition) -> bool:
    """Tell whether a row says yes by being there."""
    return definition.kind == "date" or (definition.kind == "binary" and not source.values)


def is_telling(source: Source, definition: Definition, table: SourceTable) -> bool:
    """Tell whether silence means no to those whom the table covers.

    So it is where a row says yes by being there, and where the words of a table all mean yes and
    its mapping says whom it covers.
    """
    is_yes_alone = definition.kind == "binary" and set(source.values.values()) == {"yes"}
    return is_ever(source, definition) or (is_yes_alone and "covers" in table.model_fields_set)


def _matched(frame: pl.DataFrame, selected: codes.Selection | None) -> pl.DataFrame:
    """Return the records that are asked for."""
    if selected is None:
        return frame
    present = frame["code"].drop_nulls().unique().to_list()
    return frame.filter(pl.col("code").is_in([code for code in present if selected.covers(code)]))


def _above(frame: pl.DataFrame, selected: codes.Selection | None) -> pl.DataFrame:
    """Return the records whose code stands above those that are asked for."""
    if selected is None:
        return frame.clear()
    present = frame["code"].drop_nulls().unique().to_list()
    return frame.filter(
        pl.col("code").is_in([code for code in present if selected.may_cover(code)])
    )


def _unread(
    table: TableRecords,
    selected: codes.Selection | None,
    broken: pl.DataFrame,
    coarse: pl.DataFrame,
) -> pl.DataFrame:
    """Return the rows that may say something and cannot be read: person_id, source_line, is_empty.

    broken, coarse
        Of the records that could be read: those that break a rule of the phenotype, and those with
        a code above what is asked for.
    """
    is_read = pl.col("rule").is_in(["not_repeated", "allowed_age"]) & (
        (pl.col("rule") != "allowed_age") | pl.col("age_at").is_not_null()
    )
    never_read = table.broken
    if selected is not None:
        may_be = [_matched(never_read, selected), _above(never_read, selected)]
        never_read = pl.concat([never_read.filter(pl.col("code").is_null()), *may_be])
    rows = [broken.filter(~is_read), coarse, never_read]
    return pl.concat(
        frame.select(
            "person_id", source_line=pl.col("line"), is_empty=pl.col("rule") == "has_value"
        )
        for frame in rows
    ).drop_nulls("person_id")


def _limits(definition: Definition, phenotype: Phenotype) -> list[pl.Expr]:
    lowest, highest = phenotype.range or definition.range or (None, None)
    youngest, oldest = phenotype.age or definition.age or (None, None)
    real = {"lowest": lowest, "highest": highest, "youngest": youngest, "oldest": oldest}
    wanted = pl.lit(phenotype.sex or definition.sex, pl.String).alias("wanted_sex")
    return [wanted, *(pl.lit(limit, pl.Float64).alias(name) for name, limit in real.items())]


def _categories(frame: pl.DataFrame, source: Source, definition: Definition) -> pl.DataFrame:
    """Add the value as it is written and the category that it means."""
    if is_ever(source, definition):
        return frame.with_columns(category=pl.lit("yes"), original_value=pl.lit(None, pl.String))
    written = pl.col(table_rows.column(source.value)) if source.value else pl.col("original_value")
    meant = {word: word for word in definition.categories} | dict(source.values)
    # 1.0 is a 1 that went through a program, and YES a Yes; where both are named they are two.
    plain = written.str.replace(r"^([0-9]+)\.0+$", "${1}").str.to_lowercase()
    folded = {word.lower(): meaning for word, meaning in reversed(meant.items())}
    category = pl.coalesce(
        words.replace_strict(known, default=None, return_dtype=pl.String)
        for words, known in ((written, meant), (plain, folded))
    )
    return frame.with_columns(original_value=written, category=category)


def _schema(source: Source, definition: Definition) -> type[harmonise_rules.Reading]:
    if definition.kind == "continuous":
        return harmonise_rules.Measurement
    return harmonise_rules.Reading if is_ever(source, definition) else harmonise_rules.Category


def _readings(kept: pl.DataFrame, source: Source, definition: Definition) -> pl.DataFrame:
    constant: dict[str, pl.Expr] = {"source_table": pl.lit(source.table)}
    constant["source_line"] = pl.col("line")
    constant |= {} if definition.kind == "continuous" else {"value": pl.lit(None, pl.Float64)}
    if definition.kind in ("continuous", "date"):
        constant["category"] = pl.lit(None, pl.String)
    if definition.kind != "continuous":
        constant["original_unit"] = pl.lit(None, pl.String)
    return kept.with_columns(**constant).select(
        pl.col(name).cast(kind) for name, kind in COLUMNS.items()
    )
