"""A site's sample sheet: who is who, of which sex, age, family and groups."""

import zlib
from pathlib import Path

import polars as pl

from data_loaders.people import sheet_columns, sheet_groups
from data_loaders.people.sheet_columns import Sheet
from data_loaders.people.text_files import open_text
from data_loaders.study import missing_marks, validation
from data_loaders.study.plain_names import plain
from data_loaders.study.study_model import Site, Study
from straits.errors import InputError, StudyError

# In English, Danish and Malay, and as PLINK codes them.
SEXES = {
    "XX": ("2", "f", "female", "woman", "xx", "k", "kvinde", "perempuan"),
    "XY": ("1", "m", "male", "man", "xy", "mand", "lelaki"),
    "unknown": (*missing_marks.USUAL, "0", "unknown", "u", "ukendt"),
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
    sheet = sheet_columns.open_sheet(study, site)
    sample_ids = _sample_ids(sheet)
    samples = pl.DataFrame(
        {
            "sample_id": sample_ids,
            "person_id": sheet.ids("person").fill_null(sample_ids),
            "sex": _sexes(sheet),
            "age": _ages(sheet),
            "is_unrelated": _is_unrelated(sheet),
            "father_id": sheet.ids("father"),
            "mother_id": sheet.ids("mother"),
            **{name: sheet_groups.read_groups(sheet, name) for name in study.groupings},
        }
    )
    return _kept(sheet, samples)


def read_sample_list(path: Path) -> frozenset[str]:
    """Return the sample ids of a text file with one per line; blank and # lines are passed over.

    Raises InputError if it cannot be read or names nobody.
    """
    try:
        with open_text(path) as file:
            lines = [plain(line) for line in file.read().splitlines()]
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as a list of samples ({error}).") from error
    sample_ids = frozenset(line for line in lines if line and not line.startswith("#"))
    if not sample_ids:
        raise InputError(f"{path}: names no sample; expected one sample id per line.")
    return sample_ids


def _sample_ids(sheet: Sheet) -> pl.Series:
    column = sheet.column("id")
    if column is None:
        raise StudyError(
            f"{sheet.where()}: `id` is missing, and {sheet.table.name} has no column of a usual "
            f"name for it; add `id:` with one of its columns: "
            f"{validation.listing(sheet.table.cells.columns, 30)}."
        )
    ids = sheet.table.cells[column]
    empty = (ids == "").arg_true()
    if len(empty):
        raise InputError(
            f"{sheet.table.where(empty[0])}: the sample id (column {column}) is empty; fill it in "
            f"or take the row away."
        )
    twice = ids.is_duplicated().arg_true()
    if len(twice):
        rows = (ids == ids[twice[0]]).arg_true()
        raise InputError(
            f"{sheet.table.where(rows[1])}: the sample {ids[twice[0]]!r} is in lines "
            f"{validation.listing(str(sheet.table.lines[row]) for row in rows)}; expected one row "
            f"per sample. If they are several samples of one person, give each its own id and name "
            f"the `person` column."
        )
    return ids


def _sexes(sheet: Sheet) -> pl.Series:
    column = sheet.column("sex")
    if column is None:
        return pl.Series(["unknown"] * sheet.height)
    spellings = {word: sex for sex, words in SEXES.items() for word in words}
    if sheet.settings.sex_values is not None:
        # The sheet's own codes may contradict the usual ones, so they stand alone.
        spellings = dict.fromkeys((*missing_marks.USUAL, "0"), "unknown") | {
            word.lower(): sex for sex, words in sheet.settings.sex_values.items() for word in words
        }
    spellings |= dict.fromkeys(map(str.lower, sheet.marks(column)), "unknown")
    written = sheet.table.cells[column]
    codes = _codes(written)
    if sheet.settings.sex_values is None and not sheet.has_known_format:
        _check_not_0_and_1(sheet, column, codes)
    sexes = codes.replace_strict(spellings, default=None, return_dtype=pl.String)
    odd = sexes.is_null().arg_true()
    if len(odd):
        usual = [word for word in spellings if word not in (*missing_marks.USUAL, "0")]
        raise InputError(
            f"{sheet.table.where(odd[0])}: the sex {written[odd[0]]!r} (column {column}) is none "
            f"of {validation.listing(usual, 30)} or empty; say what it means with "
            f"`sex_values: {{XX: [...], XY: [...], unknown: [...]}}` under `samples:`."
        )
    return sexes


def _check_not_0_and_1(sheet: Sheet, column: str, codes: pl.Series) -> None:
    """Refuse a coding of 1 alone or with 0: 1 is a man to PLINK, and may be a woman to others."""
    there = set(codes.filter(~sheet.is_nothing(codes)))
    if not "1" in there <= {"0", "1"}:
        return
    ways_out = {
        "only 1": "`sex_values: {XY: ['1']}` or `sex_values: {XX: ['1']}`",
        "only 0 and 1": "`sex_values: {XX: ['0'], XY: ['1']}`, or, where 0 is unknown as PLINK has "
        "it, `sex_values: {XY: ['1'], unknown: ['0']}`",
    }
    holds = "only 0 and 1" if "0" in there else "only 1"
    raise StudyError(
        f"{sheet.where('sex')}: the column {column} of {sheet.table.path} holds {holds}, and which "
        f"sex is which cannot be told. Say so under `samples:`, for example {ways_out[holds]}; "
        "`sex: null` leaves the column unread."
    )


def _ages(sheet: Sheet) -> pl.Series:
    column = sheet.column("age")
    if column is None:
        return sheet.nulls(pl.Float64)
    written = sheet.table.cells[column]
    is_empty = sheet.is_nothing(written)
    # A decimal comma, as Danish sheets have it.
    ages = written.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    odd = (~is_empty & ~ages.is_between(0, _OLDEST).fill_null(value=False)).arg_true()
    if len(odd):
        raise InputError(
            f"{sheet.table.where(odd[0])}: the age {written[odd[0]]!r} (column {column}) is not a "
            f"number of years from 0 to {_OLDEST}; correct it or leave it empty."
        )
    return ages.set(is_empty, None)


def _is_unrelated(sheet: Sheet) -> pl.Series:
    unrelated = sheet.settings.unrelated
    if unrelated is None:
        return sheet.nulls(pl.Boolean)
    column = sheet.existing(unrelated.column, *sheet.place, "unrelated", "column")
    written = sheet.table.cells[column]
    if unrelated.values is not None:
        is_unrelated = written.is_in(unrelated.values)
        if not is_unrelated.any():
            raise StudyError(
                f"{sheet.where('unrelated', 'values')}: no row of {sheet.table.path} has "
                f"{validation.listing(map(repr, unrelated.values))} in column {column}; it holds "
                f"{validation.listing(map(repr, written.unique().sort()))}."
            )
        return is_unrelated.set(sheet.is_nothing(written) & ~is_unrelated, None)
    spellings = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
    is_unrelated = _codes(written).replace_strict(spellings, default=None, return_dtype=pl.Boolean)
    is_nothing = sheet.is_nothing(written)
    odd = (is_unrelated.is_null() & ~is_nothing).arg_true()
    if len(odd):
        raise InputError(
            f"{sheet.table.where(odd[0])}: {written[odd[0]]!r} (column {column}) does not say "
            f"whether a person is unrelated; expected yes or no, or name the values with "
            f"`unrelated: {{column: {column}, values: [...]}}` under `samples:`."
        )
    return is_unrelated.set(is_nothing, None)


def _kept(sheet: Sheet, samples: pl.DataFrame) -> pl.DataFrame:
    """Return the samples of the sheet's `keep` list, or all without one."""
    path = sheet.settings.keep
    if path is None:
        return samples
    kept = read_sample_list(path)
    in_list = samples.filter(pl.col("sample_id").is_in(list(kept)))
    if in_list.is_empty():
        raise InputError(
            f"{path}: none of its {len(kept)} samples is in {sheet.table.path}; the list begins "
            f"{validation.listing(sorted(kept), 3)}, the sheet "
            f"{validation.listing(samples['sample_id'], 3)}."
        )
    return in_list


def _codes(column: pl.Series) -> pl.Series:
    """Return words in lower case, and 1.0 as 1."""
    return column.str.to_lowercase().str.replace(r"^(-?\d+)\.0+$", "$1")
