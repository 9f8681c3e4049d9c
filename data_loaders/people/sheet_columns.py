"""A site's sample sheet and which of its columns is what."""

from dataclasses import dataclass

import polars as pl

from data_loaders.people import text_table
from data_loaders.people.text_table import TextTable
from data_loaders.study import missing_marks, validation
from data_loaders.study.located_yaml import Place
from data_loaders.study.relative_sources import RelativeSources
from data_loaders.study.sample_sheet import SampleSheet
from data_loaders.study.study_model import Site, Study
from straits.errors import InputError, StudyError

# What each known format calls its columns.
_FAM = {"id": "IID", "sex": "SEX", "father": "PAT", "mother": "MAT"}
_PED = {
    "id": "Individual ID",
    "sex": "Gender",
    "father": "Paternal ID",
    "mother": "Maternal ID",
}
_FORMATS = {
    ".fam": (_FAM,),
    ".psam": (_FAM,),
    ".ped": (_PED, _FAM),
    ".panel": ({"id": "sample", "sex": "gender"},),
}
# What people call these two in sheets of their own; capitals do not matter.
_USUAL_NAMES = {"id": ("sample_id", "sample", "iid", "id", "sampleid"), "sex": ("sex", "gender")}


@dataclass(frozen=True)
class Sheet:
    """A sample sheet as the study names it: its table, its settings, and their place."""

    study: Study
    settings: SampleSheet
    place: Place
    table: TextTable

    @property
    def height(self) -> int:
        """The number of samples."""
        return self.table.cells.height

    @property
    def has_known_format(self) -> bool:
        """Whether the name of the file says what its columns and codes mean, as PLINK's do."""
        return text_table.suffix(self.table.path) in _FORMATS

    def where(self, *keys: str) -> str:
        """Return file:line of a key of the study file, under this sheet's `samples:`."""
        return self.study.where(*self.place, *keys)

    def column(self, role: str) -> str | None:
        """Return the column for id, sex ...: the study's, the format's, or one of a usual name."""
        named: str | None = getattr(self.settings, role)
        if named is not None:
            return self.existing(named, *self.place, role)
        if role in self.settings.model_fields_set:
            return None  # `sex: null` says that there is none
        columns = self.table.cells.columns
        for known in _FORMATS.get(text_table.suffix(self.table.path), ()):
            if known.get(role) in columns:
                return known[role]
        usual = _USUAL_NAMES.get(role, ())
        return next((column for column in columns if column.lower() in usual), None)

    def existing(self, column: str, *place: str | int) -> str:
        """Return a column that the study names at a place, or say which the sheet has instead."""
        columns = self.table.cells.columns
        if column in columns:
            return column
        raise StudyError(
            f"{self.study.where(*place)}: {self.table.name} has no column {column!r}"
            f"{validation.did_you_mean(column, columns)}; name one of its columns: "
            f"{validation.listing(columns, 30)}."
        )

    def ids(self, role: str) -> pl.Series:
        """Return the ids of a column, null where empty; all null without such a column."""
        column = self.column(role)
        if column is None:
            return self.nulls(pl.String)
        ids = self.table.cells[column]
        return ids.set(self.is_nothing(ids, "0"), None)

    def marks(self, column: str) -> tuple[str, ...]:
        """Return what means nothing in a column, besides the usual marks."""
        missing = self.settings.missing
        return missing.get(column, ()) if isinstance(missing, dict) else missing

    def is_nothing(self, cells: pl.Series, *marks: str) -> pl.Series:
        """Tell of a column's cells whether they say nothing: by the usual marks, its own, these."""
        return missing_marks.is_nothing(cells, *self.marks(cells.name), *marks)

    def nulls(self, kind: type[pl.DataType]) -> pl.Series:
        """Return a column that nobody filled in."""
        return pl.Series([None] * self.height, dtype=kind)


def open_sheet(study: Study, site: Site) -> Sheet:
    """Return a site's sheet; raises InputError if it cannot be read or is empty."""
    settings = site.samples
    table = text_table.read_table(settings.file, settings.sheet, _wanted(study, settings))
    if table.cells.is_empty():
        raise InputError(f"{table.path}: has a header but no rows; expected one row per sample.")
    sheet = Sheet(study, settings, ("sites", study.sites.index(site), "samples"), table)
    for column in settings.missing if isinstance(settings.missing, dict) else ():
        sheet.existing(column, *sheet.place, "missing", column)
    return sheet


def _wanted(study: Study, settings: SampleSheet) -> set[str]:
    """Return the columns that the study names, or would take by their usual names."""
    named = {getattr(settings, role) for role in ("id", "person", "sex", "age", "father", "mother")}
    named |= {settings.unrelated.column} if settings.unrelated else set()
    relatives = settings.relatives or RelativeSources()
    named |= {relatives.siblings, relatives.second_order, relatives.third_order}
    for name, grouping in study.groupings.items():
        named.add(settings.groupings.get(name, grouping.column or name))
    usual = [] if settings.id else _USUAL_NAMES["id"]
    return {*filter(None, named), *usual}
