"""A site's mapping: which of its tables, columns, codes and units make which phenotype.

docs/phenotypes.md describes every key. The text under a field is what an error message says was
expected there.
"""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, PrivateAttr, ValidationError, model_validator

from data_loaders.harmonise import formulas, omop_model, units
from data_loaders.harmonise.definitions import Choice, Definition, Part, check_range, code_system
from data_loaders.study import located_yaml, validation
from data_loaders.study.located_yaml import Document
from data_loaders.study.study_fields import DateFormat, File, Marks, Text, Texts, Word, of_column
from straits.errors import StudyError


def _identifier(value: str) -> str:
    if re.fullmatch(r"[a-z][a-z0-9_]{0,59}", value) is None:
        raise ValueError(f"expected a name of lower-case letters, digits and _, got {value!r}")
    return value


def _known_system(value: str) -> str:
    return code_system(value).id


def _known_unit(value: str) -> str:
    unit = units.find_unit(value)
    if unit is None:
        hint = validation.did_you_mean(value, units.known_units())
        raise ValueError(f"nobody knows the unit {value!r}{hint}")
    return unit


Decimal = Literal[".", ","]
Identifier = Annotated[Text, AfterValidator(_identifier)]
System = Annotated[Text, AfterValidator(_known_system)]
Unit = Annotated[Text, AfterValidator(_known_unit)]


class Columns(Part):
    """Which column of a table holds what."""

    person: Text | None = None
    """the column with the person's id, as in the sample sheet or the `people:` table"""
    sample: Text | None = None
    """the column with the sample's id, where the table has no person's id"""
    code: Texts = ()
    """the column with the code of the diagnosis, test or medicine; or a list of such columns"""
    value: Text | None = None
    """the column with the result"""
    unit: Text | None = None
    """the column with the unit of the result"""
    unit_concept: Text | None = None
    """the column with OMOP's concept of the unit"""
    operator: Text | None = None
    """the column with OMOP's concept of an operator such as <"""
    date: Texts = ()
    """the column with the date; or a list of the date of each code"""
    age: Text | None = None
    """the column with the age in years on that date"""

    @model_validator(mode="after")
    def _check(self) -> "Columns":
        n_codes = len(self.code)
        if len(self.date) > 1 and len(self.date) != n_codes:
            raise ValueError(
                f"expected under `date:` one column, or one for each of the {n_codes} under "
                f"`code:`, got {len(self.date)}"
            )
        if n_codes > 1 and (self.value or self.unit):
            raise ValueError(
                "a table with a list of columns under `code:` has no `value:` or `unit:`: nothing "
                "says to which code they belong; name one column, or another table of the file"
            )
        return self


class SourceTable(Part):
    """One file of a site: CSV, TSV, Parquet, Excel or a table of OMOP."""

    file: File
    """a file: CSV, TSV, Parquet or Excel; relative to the mapping"""
    sheet: Text | None = None
    """the name of the sheet, if the file is a workbook of several"""
    omop: omop_model.TableName | None = None
    """the table of the OMOP CDM that it is, such as measurement; then columns need no names"""
    columns: Columns = Columns()
    """the columns that hold person, code, value, unit and date"""
    code: Literal["concept", "source_value"] = "concept"
    """for OMOP: whether codes are its concepts or the site's own (source_value)"""
    code_system: System | None = None
    """the code system: icd10, sks, loinc, npu, atc, omop or local"""
    decimal: Decimal | dict[Text, Decimal] = "."
    """the decimal sign, "." or ","; in quotes; or by column"""
    date_format: DateFormat = "%Y-%m-%d"
    """how dates are written, such as dd-mm-yyyy"""
    missing: Marks | dict[Text, Marks] = ()
    """texts that mean that there is nothing, besides the usual ones such as NA; or by column"""
    where: dict[Text, Texts] = Field(default_factory=dict)
    """only rows with these values, such as {diagnosis_type: [A, B]}"""
    covers: Text = "listed"
    """who was looked at: listed (people with a row), everyone (a register), or another table"""
    assay: Text | None = None
    """how it was measured or recorded, for the page on comparability"""

    @model_validator(mode="before")
    @classmethod
    def _fill_omop(cls, value: Any) -> Any:
        return omop_model.filled(value) if isinstance(value, dict) and "omop" in value else value

    @model_validator(mode="after")
    def _check(self) -> "SourceTable":
        if (self.columns.person is None) == (self.columns.sample is None):
            raise ValueError("expected under `columns:` either `person:` or `sample:`")
        if self.columns.code and self.code_system is None:
            raise ValueError("expected `code_system:` for its codes, such as icd10 or local")
        return self

    def decimal_of(self, column: str | None) -> Decimal:
        """Return the decimal sign of a column; a point where the mapping says nothing of it."""
        if isinstance(self.decimal, str):
            return self.decimal
        return of_column(self.decimal, column or "", ".")

    def missing_of(self, column: str) -> tuple[str, ...]:
        """Return the texts that mean nothing in a column, besides the usual ones."""
        if not isinstance(self.missing, dict):
            return self.missing
        return of_column(self.missing, column, ())


class People(Part):
    """A table that says which person of the study each id is, and when they were born."""

    file: File
    """a file with one row per person; relative to the mapping"""
    sheet: Text | None = None
    """the name of the sheet, if the file is a workbook of several"""
    omop: Literal["person"] | None = None
    """person, if it is that table of the OMOP CDM"""
    person: Text
    """the column with the id that the site's tables use"""
    study_person: Text | None = None
    """the column with the person's id in the sample sheet, if it is another"""
    sample: Text | None = None
    """the column with the sample's id, where there is no person's id"""
    birth: Text | None = None
    """the column with the date of birth"""
    year_of_birth: Text | None = None
    """the column with the year of birth; used where the date is empty"""
    date_format: DateFormat = "%Y-%m-%d"
    """how dates are written, such as dd-mm-yyyy"""

    @model_validator(mode="before")
    @classmethod
    def _fill_omop(cls, value: Any) -> Any:
        return omop_model.person(value) if isinstance(value, dict) and "omop" in value else value


class Source(Part):
    """One table that a phenotype is made from."""

    table: Text
    """the name of a table under `tables:`"""
    codes: Texts | None = None
    """codes or ranges; left out, those of the dictionary"""
    exclude: Texts = ()
    """codes or ranges that do not count"""
    value: Text | None = None
    """the column with the value, if it is not the table's own"""
    formula: Text | None = None
    """a value from several columns of the row, such as weight / (height / 100) ** 2"""
    unit: Unit | None = None
    """the unit of values without one of their own"""
    ranges: dict[Text, tuple[float, float]] = Field(default_factory=dict)
    """the lowest and highest value that can be true, of columns of the formula"""
    values: dict[Word, Text] = Field(default_factory=dict)
    """what the site's words mean, such as {aldrig: never}; yes and no for a binary phenotype"""

    @model_validator(mode="after")
    def _check(self) -> "Source":
        names = formulas.columns(self.formula) if self.formula is not None else []
        for name, limits in self.ranges.items():
            check_range(limits)
            if name not in names:
                raise ValueError(
                    f"expected under `ranges:` columns of the formula"
                    f"{validation.did_you_mean(name, names)}, got {name!r}"
                )
        return self


class Phenotype(Part):
    """How a site makes one phenotype."""

    sources: tuple[Source, ...] = Field(alias="from", min_length=1)
    """a list of tables with their codes or columns"""
    choice: Choice | None = None
    """which of several values counts: latest, first, median, mean, min, max, any, all or only"""
    range: tuple[float, float] | None = None
    """the lowest and highest value that can be true, in the dictionary's unit"""
    age: tuple[float, float] | None = None
    """the youngest and oldest age in years at which a value counts"""
    sex: Literal["XX", "XY"] | None = None
    """XX or XY, if it is asked of one sex alone"""
    looked_at: Texts | None = None
    """the tables that tell who was looked at; left out, those it is made from"""
    note: Text | None = None
    """how people came to be in it, for the page on comparability"""

    @model_validator(mode="before")
    @classmethod
    def _read_list(cls, value: Any) -> Any:
        return {"from": value} if isinstance(value, list) else value

    @model_validator(mode="after")
    def _check(self) -> "Phenotype":
        check_range(self.range)
        check_range(self.age)
        return self


class Mapping(Part):
    """A site's mapping, with all paths resolved."""

    tables: dict[Identifier, SourceTable] = Field(min_length=1)
    """the site's files by names of your own"""
    people: People | None = None
    """a table of ids and births, if the files use other ids than the sample sheet"""
    ages_on: date | None = None
    """the day on which people had the age of the sample sheet, such as 2024-01-01"""
    ancestors: File | None = None
    """the concept_ancestor table of OMOP, so that a concept stands for those below it"""
    define: dict[Identifier, Definition] = Field(default_factory=dict)
    """phenotypes that the dictionary does not have, by ids of your own"""
    phenotypes: dict[Identifier, Phenotype] = Field(min_length=1)
    """the phenotypes by their ids in the dictionary"""

    _document: Document = PrivateAttr()

    @property
    def path(self) -> Path:
        """The mapping file itself."""
        return self._document.path

    def where(self, *place: str | int) -> str:
        """Return file:line of a key, such as where("tables", "laboratory", "file")."""
        return self._document.where(*place)

    def place_of(self, phenotype: str, source: int) -> located_yaml.Place:
        """Return the place of a source; its list may stand under `from:` or alone."""
        place = ("phenotypes", phenotype, "from")
        return (*place, source) if place in self._document.lines else (*place[:-1], source)

    def locate(self, document: Document) -> "Mapping":
        """Remember the file that the mapping came from; returns the mapping itself."""
        self._document = document
        return self


def read_mapping(path: Path) -> Mapping:
    """Read a mapping and check it as far as can be done without its tables.

    Raises StudyError with the file, line, key and way out for the first thing that is wrong.
    """
    document = located_yaml.read_yaml(path)
    try:
        mapping = Mapping.model_validate(document.value, context={"folder": path.parent})
    except ValidationError as error:
        raise validation.study_error(error, document, Mapping) from error
    mapping.locate(document)
    for table_id, table in mapping.tables.items():
        if table.covers not in ("listed", "everyone"):
            _check_table(mapping, table.covers, "tables", table_id, "covers")
    for name, phenotype in mapping.phenotypes.items():
        for index, source in enumerate(phenotype.sources):
            _check_table(mapping, source.table, *mapping.place_of(name, index), "table")
        for table_id in phenotype.looked_at or ():
            _check_table(mapping, table_id, "phenotypes", name, "looked_at")
    return mapping


def _check_table(mapping: Mapping, table: str, *place: str | int) -> None:
    if table not in mapping.tables:
        raise StudyError(
            f"{mapping.where(*place)}: there is no table {table!r}"
            f"{validation.did_you_mean(table, mapping.tables)}; the tables are "
            f"{validation.listing(mapping.tables)}"
        )
