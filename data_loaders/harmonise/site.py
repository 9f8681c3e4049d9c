"""The phenotypes of one site, and an account of every row that it sent."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from data_loaders.harmonise import (
    checks,
    harmonise_people,
    ledger,
    reading_choice,
    readings,
    set_aside,
    table_records,
    table_rows,
)
from data_loaders.harmonise.definitions import Definition
from data_loaders.harmonise.mapping import Mapping, SourceTable
from data_loaders.harmonise.readings import SourceReadings
from data_loaders.harmonise.table_records import TableRecords


@dataclass(frozen=True)
class SitePhenotypes:
    """What one site contributes; straits.tables tells the columns and grain of each table.

    phenotypes, phenotype_status, set_aside_rows
        About single people: readings that are used, what is known of everyone, rows that broke a
        rule.
    phenotype_mappings, phenotype_sources, unasked_codes, set_aside_counts
        Counts: how the site makes each phenotype, and what became of all that it sent.
    """

    site_id: str
    phenotypes: pl.DataFrame
    phenotype_status: pl.DataFrame
    set_aside_rows: pl.DataFrame
    phenotype_mappings: pl.DataFrame
    phenotype_sources: pl.DataFrame
    unasked_codes: pl.DataFrame
    set_aside_counts: pl.DataFrame


@dataclass(frozen=True)
class _Made:
    """One phenotype of a site: what is used, what is known of everyone, what broke a rule."""

    used: pl.DataFrame
    status: pl.DataFrame
    aside: pl.DataFrame
    sources: list[SourceReadings]
    mapping: dict[str, object]


def harmonise(
    site_id: str,
    mapping: Mapping,
    definitions: MappingOf[str, Definition],
    of_study: pl.DataFrame,
) -> SitePhenotypes:
    """Return everything that one site's files say about the people of the study.

    definitions
        The dictionary: the core's phenotypes and those that the study defines.
    of_study
        One row per sample of the site: person_id, sample_id, sex, and age or birth where known.

    Raises StudyError where the mapping does not fit its tables or the dictionary, InputError where
    a file cannot be read.
    """
    for name in mapping.phenotypes:
        checks.check_phenotype(mapping, name, definitions)
    tables = {name: table_records.read_table(mapping, name, of_study) for name in mapping.tables}
    maker = _Maker(
        mapping,
        definitions,
        tables,
        harmonise_people.one_per_person(of_study, mapping),
        table_rows.descendants(mapping.ancestors, mapping.where("ancestors")),
    )
    made = {name: maker.make(name) for name in mapping.phenotypes}
    used = ledger.stacked({name: each.used for name, each in made.items()})
    aside = pl.concat(
        [*(table.aside for table in tables.values()), *(each.aside for each in made.values())]
    )
    asked = {table: _lines(table, mapping, made) for table in mapping.tables}
    rows = [each.mapping for each in made.values()]
    frames = {
        "phenotypes": used,
        "phenotype_status": ledger.stacked({name: each.status for name, each in made.items()}),
        "set_aside_rows": set_aside.examples(aside),
        "phenotype_mappings": pl.DataFrame(rows, infer_schema_length=None),
        "phenotype_sources": ledger.sources(mapping, tables, used, aside),
        "unasked_codes": ledger.unasked_codes(tables, asked),
        "set_aside_counts": set_aside.counts(aside),
    }
    files = {name: table.file.name for name, table in mapping.tables.items()}
    return SitePhenotypes(
        site_id,
        **{name: ledger.of_site(frame, name, site_id, files) for name, frame in frames.items()},
    )


@dataclass(frozen=True)
class _Maker:
    """Makes the phenotypes of a site from its tables."""

    mapping: Mapping
    definitions: MappingOf[str, Definition]
    tables: MappingOf[str, TableRecords]
    persons: pl.DataFrame
    descendants: MappingOf[str, frozenset[str]]

    def make(self, name: str) -> _Made:
        phenotype, definition = self.mapping.phenotypes[name], self.definitions[name]
        chosen_by = phenotype.choice or definition.chosen_by
        sources = [
            readings.read_source(
                self.mapping,
                (name, index),
                self.definitions,
                self.tables[source.table],
                self.descendants,
            )
            for index, source in enumerate(phenotype.sources)
        ]
        every = pl.concat([source.kept for source in sources])
        # Two sources of one table may ask for the same code or column of a row.
        what = ["source_table", "source_line", "measured_on", "code", "original_value"]
        every = every.unique(what, keep="first", maintain_order=True)
        is_in_conflict = reading_choice.conflicts(every, definition.kind, chosen_by)
        in_conflict, used = every.filter(is_in_conflict), every.filter(~is_in_conflict)
        a_day = used.filter(reading_choice.several_a_day(used, definition.kind, chosen_by))
        aside = [
            *(source.aside for source in sources),
            set_aside.noted(in_conflict, name, "one_value"),
            set_aside.noted(a_day, name, "one_value_a_day"),
        ]
        if not any(len(source.lines) for source in sources):
            aside.append(set_aside.nothing(name, phenotype.sources[0].table))
        undecided = in_conflict.with_columns(is_empty=pl.lit(False)).select(reading_choice.UNREAD)
        status = reading_choice.statuses(
            self.persons,
            reading_choice.chosen(used, definition.kind, chosen_by),
            self._looked_at(name, definition, used),
            pl.concat([*self._unread(name, sources), undecided]),
            definition.kind,
            chosen_by,
            phenotype.sex or definition.sex,
        )
        row = ledger.described(self.mapping, name, definition, sources)
        row |= ledger.numbers(sources, used, status)
        return _Made(used, status, pl.concat(aside), sources, row)

    def _unread(self, name: str, sources: Sequence[SourceReadings]) -> list[pl.DataFrame]:
        """Return the unread rows of each source, less those that another one reads.

        The same row of a file may have a concept of OMOP that is 0, and a code of the site's own.
        """
        phenotype = self.mapping.phenotypes[name]
        asked = {each.table: self.mapping.tables[each.table] for each in phenotype.sources}
        unread = []
        for source, gave in zip(phenotype.sources, sources, strict=True):
            lines = [
                self.tables[other].kept["line"]
                for other, table in asked.items()
                if other != source.table and _says_the_same(table, asked[source.table])
            ]
            read_elsewhere = pl.concat([pl.Series("line", dtype=pl.Int64), *lines])
            rows = gave.unread.filter(~pl.col("source_line").is_in(read_elsewhere.implode()))
            unread.append(rows.select(reading_choice.UNREAD))
        return unread

    def _looked_at(self, name: str, definition: Definition, used: pl.DataFrame) -> pl.Series:
        """Return the people who were looked at: in every table that tells, or by their answer.

        A table whose words say yes and no tells of nobody by being silent.
        """
        phenotype = self.mapping.phenotypes[name]
        telling = phenotype.looked_at or [
            source.table
            for source in phenotype.sources
            if definition.kind != "binary"
            or readings.is_telling(source, definition, self.mapping.tables[source.table])
        ]
        person_ids = set(self.persons["person_id"]) if telling else set()
        for table in telling:
            covers = self.mapping.tables[table].covers
            if covers != "everyone":
                person_ids &= set(self.tables[table if covers == "listed" else covers].listed)
        if definition.kind == "binary" and phenotype.looked_at is None:
            answering = [
                source.table
                for source in phenotype.sources
                if not readings.is_ever(source, definition)
            ]
            is_answer = pl.col("source_table").is_in(answering)
            person_ids |= set(used.filter(is_answer)["person_id"])
        return pl.Series(sorted(person_ids), dtype=pl.String)


def _says_the_same(table: SourceTable, other: SourceTable) -> bool:
    """Tell whether a row says in one table what it says in the other.

    It does so in the same column, and in two systems. Two columns of one system are two codes.
    """
    return (
        (table.file, table.sheet) == (other.file, other.sheet)
        and bool(table.columns.code)
        and (table.columns.code == other.columns.code or table.code_system != other.code_system)
    )


def _lines(table: str, mapping: Mapping, made: MappingOf[str, _Made]) -> pl.Series:
    """Return the lines of a table that some phenotype asks for."""
    lines = [
        readings.lines
        for name, each in made.items()
        for source, readings in zip(mapping.phenotypes[name].sources, each.sources, strict=True)
        if source.table == table
    ]
    return pl.concat([pl.Series(dtype=pl.Int64), *lines]).unique(maintain_order=True)
