"""A site's sample sheet: who is who, of which sex, age, family and groups."""

from pathlib import Path

import polars as pl

from data_loaders import groups, text_table, validation
from data_loaders.study import SampleSheet, Site, Study
from data_loaders.text_table import TextTable
from straits.errors import InputError, StudyError

# What each known format calls its columns.
_FAM = {"id": "IID", "sex": "SEX", "father": "PAT", "mother": "MAT"}
_FORMATS = {
    ".fam": _FAM,
    ".psam": _FAM,
    ".panel": {"id": "sample", "sex": "gender"},
}
_PED = {
    "id": "Individual ID",
    "sex": "Gender",
    "father": "Paternal ID",
    "mother": "Maternal ID",
}
_USUAL_NAMES = {"id": ("sample_id", "sample", "iid", "id", "sampleid"), "sex": ("sex", "gender")}

# Empty, as sheets write it; PLINK's missing values are among them.
NOTHING = ("", ".", "0", "na", "n/a", "nan", "null", "-9")
SEXES = {
    "XX": ("2", "f", "female", "woman", "xx", "k", "kvinde", "perempuan"),
    "XY": ("1", "m", "male", "man", "xy", "mand", "lelaki"),
    "unknown": (*NOTHING, "unknown", "u", "ukendt"),
}
_YES = ("1", "true", "t", "yes", "y", "unrelated")
_NO = ("0", "false", "f", "no", "n", "related")
_OLDEST = 130


def read_samples(study: Study, site: Site) -> pl.DataFrame:
    """Return one row per sample of a site's sheet, in the sheet's order.

    Columns: sample_id, person_id, sex (XX, XY or unknown), age (years or null), is_unrelated (null
    unless the sheet says), father_id and mother_id (null if not given), and one column per grouping
    with the group's id, null for people in no group of it.

    Raises StudyError where the study file names a column or group that is not there, InputError
    where a row of the sheet cannot be understood; both name the line.
    """
    return _Reader(study, site).read()


def read_sample_list(path: Path) -> frozenset[str]:
    """Return the sample ids of a text file with one per line; blank and # lines are passed over.

    Raises InputError if it cannot be read or has no ids.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as a list of samples ({error})") from error
    found = frozenset(line.strip() for line in lines if line.strip() and line[0] != "#")
    if not found:
        raise InputError(f"{path}: names no sample; expected one sample id per line")
    return found


class _Reader:
    """Reads one sheet; knows the study file's lines for what it has to say."""

    def __init__(self, study: Study, site: Site) -> None:
        self.study = study
        self.sheet: SampleSheet = site.samples
        self.place = ("sites", study.sites.index(site), "samples")
        self.table: TextTable = text_table.read_table(site.samples.file)
        if self.table.cells.is_empty():
            raise InputError(f"{self.table.path}: has no rows; expected one per sample")

    def read(self) -> pl.DataFrame:
        sample_ids = self._sample_ids()
        samples = pl.DataFrame(
            {
                "sample_id": sample_ids,
                "person_id": self._optional("person").fill_null(sample_ids),
                "sex": self._sex(),
                "age": self._age(),
                "is_unrelated": self._is_unrelated(),
                "father_id": self._optional("father"),
                "mother_id": self._optional("mother"),
                **{name: self._groups(name) for name in self.study.groupings},
            }
        )
        return self._kept(samples)

    def _groups(self, name: str) -> pl.Series:
        """Return each person's group: from a column, else from the groups of a child grouping."""
        column = self._grouping_column(name)
        if column is not None:
            return self._read_groups(name, column)
        filled = [
            groups.parent_groups(grouping, self._groups(child))
            for child, grouping in self.study.groupings.items()
            if grouping.parent == name and self._is_in_sheet(child)
        ]
        known = [each for each in filled if each is not None]
        if known:
            return pl.select(pl.coalesce(known)).to_series()
        if not self._is_in_sheet(name):
            return pl.Series([None] * self.table.cells.height, dtype=pl.String)
        columns = self.table.cells.columns
        raise StudyError(
            f"{self.study.where('groupings', name)}: {self.table.path} has no column {name!r}"
            f"{validation.did_you_mean(name, columns)}; add `column:` with one of its columns "
            f"({validation.listing(columns, 30)}), or, if this site has no such groups, "
            f"`groupings: {{{name}: null}}` under its `samples:`."
        )

    def _is_in_sheet(self, name: str) -> bool:
        """Tell whether the study says that this sheet has no such grouping: `name: null`."""
        return self.sheet.groupings.get(name, "") is not None

    def _grouping_column(self, name: str) -> str | None:
        """Return the column of a grouping: this sheet's, the study's, or the one of its name."""
        own = self.sheet.groupings.get(name)
        if own is not None:
            return self._existing(own, *self.place, "groupings", name)
        if not self._is_in_sheet(name):
            return None
        named = self.study.groupings[name].column
        if named is not None:
            return self._existing(named, "groupings", name, "column")
        return name if name in self.table.cells.columns else None

    def _read_groups(self, name: str, column: str) -> pl.Series:
        grouping = self.study.groupings[name]
        written = self.table.cells[column]
        named = {*grouping.order, *grouping.labels, *grouping.colours, *grouping.parents}
        nothing = [
            word for word in written.unique() if word.lower() in NOTHING and word not in named
        ]
        found = written.set(written.is_in(nothing), None)
        unknown = found.is_not_null() & ~found.is_in(grouping.order)
        if grouping.order and (odd := unknown.arg_true()).len():
            values = found.filter(unknown).unique(maintain_order=True)
            raise StudyError(
                f"{self.study.where('groupings', name, 'order')}: unknown group "
                f"{validation.listing(map(repr, values))} in {self.table.where(odd[0])} (column "
                f"{column}){validation.did_you_mean(values[0], grouping.order)}; expected one of "
                f"{validation.listing(grouping.order, 30)}. Add it to `order:` or correct it."
            )
        return found

    def _sample_ids(self) -> pl.Series:
        column = self._column("id")
        if column is None:
            raise StudyError(
                f"{self.study.where(*self.place)}: `id` is missing, and {self.table.path} has no "
                f"column of a usual name for it; add `id:` with one of its columns: "
                f"{validation.listing(self.table.cells.columns, 30)}."
            )
        ids = self.table.cells[column]
        if (empty := (ids == "").arg_true()).len():
            raise InputError(
                f"{self.table.where(empty[0])}: the sample id (column {column}) is empty."
            )
        if (twice := ids.is_duplicated().arg_true()).len():
            sample = ids[twice[0]]
            lines = [str(self.table.lines[row]) for row in (ids == sample).arg_true()]
            raise InputError(
                f"{self.table.where(twice[1])}: the sample {sample!r} is in lines "
                f"{validation.listing(lines)}; expected one row per sample. If they are several "
                f"samples of one person, give them ids of their own and name the `person` column."
            )
        return ids.rename("sample_id")

    def _column(self, role: str) -> str | None:
        """Return the sheet's column for id, sex ...: the study's, the format's or a usual name."""
        named: str | None = getattr(self.sheet, role)
        if named is not None:
            return self._existing(named, *self.place, role)
        if role in self.sheet.model_fields_set:
            return None  # `sex: null` says that there is none
        columns = self.table.cells.columns
        kind = text_table.suffix(self.table.path)
        known = _FORMATS.get(kind, _PED if kind == ".ped" else {})
        if kind == ".ped" and "Individual ID" not in columns:
            known = _FAM
        if known.get(role) in columns:
            return known[role]
        usual = _USUAL_NAMES.get(role, ())
        return next((column for column in columns if column.lower() in usual), None)

    def _existing(self, column: str, *place: str | int) -> str:
        """Return a column that the study names, or say which the sheet has instead."""
        columns = self.table.cells.columns
        if column in columns:
            return column
        raise StudyError(
            f"{self.study.where(*place)}: {self.table.path} has no column {column!r}"
            f"{validation.did_you_mean(column, columns)}; its columns are "
            f"{validation.listing(columns, 30)}."
        )

    def _optional(self, role: str) -> pl.Series:
        """Return the ids of a column, null where empty; all null without a column."""
        column = self._column(role)
        if column is None:
            return pl.Series([None] * self.table.cells.height, dtype=pl.String)
        ids = self.table.cells[column]
        return ids.set(ids.str.to_lowercase().is_in(NOTHING), None)

    def _sex(self) -> pl.Series:
        column = self._column("sex")
        if column is None:
            return pl.Series(["unknown"] * self.table.cells.height)
        spellings = {word: sex for sex, words in SEXES.items() for word in words}
        if self.sheet.sex_values is not None:
            spellings = dict.fromkeys(SEXES["unknown"], "unknown")
            for sex, words in self.sheet.sex_values.items():
                spellings |= {word.lower(): sex for word in words}
        written = self.table.cells[column]
        sexes = _codes(written).replace_strict(spellings, default=None, return_dtype=pl.String)
        if (odd := sexes.is_null().arg_true()).len():
            raise InputError(
                f"{self.table.where(odd[0])}: the sex {written[odd[0]]!r} (column {column}) is not "
                f"one of {validation.listing(spellings, 30)}; say what it means with "
                f"`sex_values: {{XX: [...], XY: [...], unknown: [...]}}` under `samples:`."
            )
        return sexes

    def _age(self) -> pl.Series:
        column = self._column("age")
        if column is None:
            return pl.Series([None] * self.table.cells.height, dtype=pl.Float64)
        written = self.table.cells[column]
        is_empty = written.str.to_lowercase().is_in([each for each in NOTHING if each != "0"])
        ages = written.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        is_odd = ~is_empty & ~ages.is_between(0, _OLDEST).fill_null(value=False)
        if (odd := is_odd.arg_true()).len():
            raise InputError(
                f"{self.table.where(odd[0])}: the age {written[odd[0]]!r} (column {column}) is not "
                f"a number of years from 0 to {_OLDEST}; correct it or leave it empty."
            )
        return ages.set(is_empty, None)

    def _is_unrelated(self) -> pl.Series:
        unrelated = self.sheet.unrelated
        if unrelated is None:
            return pl.Series([None] * self.table.cells.height, dtype=pl.Boolean)
        column = self._existing(unrelated.column, *self.place, "unrelated", "column")
        written = self.table.cells[column]
        if unrelated.values is not None:
            said = written.is_in(unrelated.values)
            if not said.any():
                raise StudyError(
                    f"{self.study.where(*self.place, 'unrelated', 'values')}: no row of column "
                    f"{column} has {validation.listing(unrelated.values)}; it holds "
                    f"{validation.listing(written.unique().sort())}."
                )
            return said.set(written == "", None)
        spellings = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
        said = _codes(written).replace_strict(spellings, default=None, return_dtype=pl.Boolean)
        is_empty = written.str.to_lowercase().is_in([each for each in NOTHING if each != "0"])
        if (odd := (said.is_null() & ~is_empty).arg_true()).len():
            raise InputError(
                f"{self.table.where(odd[0])}: {written[odd[0]]!r} (column {column}) does not say "
                f"whether a person is unrelated; expected yes or no, or name the values with "
                f"`unrelated: {{column: {column}, values: [...]}}`."
            )
        return said

    def _kept(self, samples: pl.DataFrame) -> pl.DataFrame:
        if self.sheet.keep is None:
            return samples
        kept = read_sample_list(self.sheet.keep)
        found = samples.filter(pl.col("sample_id").is_in(list(kept)))
        if found.is_empty():
            raise InputError(
                f"{self.sheet.keep}: none of its {len(kept)} samples is in {self.table.path}; "
                f"it names {validation.listing(sorted(kept), 3)}, the sheet "
                f"{validation.listing(samples['sample_id'], 3)}."
            )
        return found


def _codes(column: pl.Series) -> pl.Series:
    """Return words in lower case, and 1.0 as 1."""
    return column.str.to_lowercase().str.replace(r"^(-?\d+)\.0+$", "$1")
