"""The records of one table of a site: of people of the study, with readable codes and dates."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import polars as pl

from data_loaders.harmonise import (
    code_cells,
    definitions,
    formulas,
    harmonise_cells,
    harmonise_people,
    harmonise_rules,
    set_aside,
    table_rows,
)
from data_loaders.harmonise.definitions import code_system
from data_loaders.harmonise.mapping import Mapping


@dataclass(frozen=True)
class TableRecords:
    """The records of one table: those that keep the rules, and what became of the others.

    kept
        A row with several codes is a record for each, and `record` numbers them.
    broken
        The records that broke a rule; `aside` is what is told of them, and of codes that were read
        although they are spelt in a way of their own.
    listed
        Everyone with a row in the table, of the people in the study; an empty list is no row.
    """

    kept: pl.DataFrame
    broken: pl.DataFrame
    aside: pl.DataFrame
    listed: pl.Series
    n_rows: int
    n_not_selected: int


def read_table(mapping: Mapping, table_id: str, of_study: pl.DataFrame) -> TableRecords:
    """Return the records of one table, less those that are of nobody or cannot be read.

    of_study
        One row per sample of the site, as `read_phenotypes` takes them.
    """
    table = mapping.tables[table_id]
    extras, words = _extras(mapping, table_id), _words(mapping, table_id)
    frame = table_rows.read_records(mapping, table_id, extras, words)
    n_rows = frame["line"].n_unique()
    system, last_day = code_system(table.code_system or "local"), _last_day()
    for name, values in table.where.items():
        frame = frame.filter(pl.col(table_rows.column(name)).is_in(list(values)))
    n_selected = frame["line"].n_unique()
    ids = harmonise_people.identities(
        of_study, mapping, "sample" if table.columns.sample else "person"
    )
    ids = harmonise_people.with_other_spellings(ids, frame["original_person"])
    persons = harmonise_people.one_per_person(of_study, mapping)
    typed = table_rows.is_typed(table.file)
    selected = frame.filter(~pl.col("is_blank")).with_columns(
        original_code=pl.when(~pl.col("original_code").is_in(list(system.nothing))).then(
            "original_code"
        )
    )
    present = selected["original_code"].drop_nulls().unique(maintain_order=True)
    spelt = code_cells.spellings(present, system)
    records = (
        selected.join(ids.drop("birth"), on="original_person", how="left", maintain_order="left")
        .join(persons, on="person_id", how="left", maintain_order="left")
        .join(spelt, on="original_code", how="left", maintain_order="left")
        .with_columns(
            measured_on=harmonise_cells.day(pl.col("original_date"), table.date_format, typed)
        )
        .with_columns(is_born=harmonise_rules.is_birth(pl.col("birth"), last_day))
        .with_columns(birth=pl.when("is_born").then("birth"))
        .with_columns(age_at=harmonise_people.age_at(mapping, table))
        .with_columns(pl.col("is_spelt_otherwise").fill_null(value=False))
        .with_columns(is_coded=pl.lit(bool(table.columns.code)), last_day=pl.lit(last_day))
        .with_row_index("record")
    )
    kept, broken = harmonise_rules.sift(records, harmonise_rules.Record)
    respelt = kept.filter("is_respelt").with_columns(rule=pl.lit("plain_spelling"))
    unborn = kept.filter(~pl.col("is_born")).with_columns(rule=pl.lit("real_birth"))
    aside = set_aside.of_rules(pl.concat([broken, respelt, unborn]), table_id, None)
    listed = kept["person_id"].unique(maintain_order=True)
    return TableRecords(kept, broken, aside, listed, n_rows, n_rows - n_selected)


def _last_day() -> date:
    """Return the last day that a date can have: today, where it is the latest on Earth."""
    return (datetime.now(UTC) + timedelta(hours=14)).date()


def _words(mapping: Mapping, table_id: str) -> dict[str, set[str]]:
    """Return by column the words that the mapping, or a phenotype's categories, give meaning."""
    table = mapping.tables[table_id]
    words = {name: set(values) for name, values in table.where.items()}
    known = {**definitions.core(), **mapping.define}
    for phenotype_id, phenotype in mapping.phenotypes.items():
        for source in phenotype.sources:
            column = source.value or table.columns.value
            if source.table == table_id and column is not None:
                categories = known[phenotype_id].categories if phenotype_id in known else ()
                words.setdefault(column, set()).update(source.values, categories)
    return words


def _extras(mapping: Mapping, table_id: str) -> list[str]:
    """Return the columns of a table that are asked for by name."""
    names = list(mapping.tables[table_id].where)
    for phenotype in mapping.phenotypes.values():
        for source in phenotype.sources:
            if source.table == table_id:
                names += [source.value] if source.value else []
                names += formulas.columns(source.formula) if source.formula else []
    return list(dict.fromkeys(names))
