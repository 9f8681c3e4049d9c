"""A site's file as records: whose, when, which code, value and unit, as they are written."""

from collections.abc import Collection, Iterable
from collections.abc import Mapping as MappingOf
from pathlib import Path

import polars as pl

from data_loaders.harmonise.mapping import Mapping, SourceTable
from data_loaders.people import text_table
from data_loaders.study import missing_marks, validation
from data_loaders.study.plain_names import plain, plain_cells
from straits.errors import InputError, StudyError

# So many bytes tell what separates the columns.
_START = 4096
_TYPED = (".parquet", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
# How columns are called here, by their key under `columns:`.
_NAMES = {
    "person": "original_person",
    "sample": "original_person",
    "value": "original_value",
    "unit": "original_unit",
    "unit_concept": "unit_concept",
    "operator": "operator",
    "age": "original_age",
}


# Columns of numbers that name something, in the tables of OMOP.
_IDS = ("person", "unit_concept", "operator")


def is_typed(path: Path) -> bool:
    """Tell whether a file holds numbers and dates as such, not as text."""
    return text_table.suffix(path) in _TYPED


def column(name: str) -> str:
    """Return what a column of the file is called in the records."""
    return f"column:{name}"


def read_records(
    mapping: Mapping,
    table_id: str,
    extras: Iterable[str],
    words: MappingOf[str, Collection[str]],
) -> pl.DataFrame:
    """Return one row per row of a table, in its order, every cell as text, null where empty.

    Columns: line (1-based, in the file), original_person, original_code, original_value,
    original_unit, unit_concept, operator, original_date, original_age (null where the table has no
    such column), is_blank, and each extra column under column(name). Where the mapping lists
    columns of codes, a row has one for each code besides the first; is_blank tells that the first
    is an empty cell of such a list, which is nothing that cannot be read.

    words
        By column, what the mapping gives a meaning to: it is never taken for nothing. Where "" is
        among them, an empty cell stays so.

    Raises StudyError if the mapping names a column that is not there, InputError if the file
    cannot be read.
    """
    table = mapping.tables[table_id]
    columns = table.columns
    named = [name for key in _NAMES if (name := getattr(columns, key)) is not None]
    cells = _read(table.file, table.sheet, [*named, *columns.code, *columns.date, *extras])

    def cell(name: str, *place: str | int) -> pl.Expr:
        where = mapping.where("tables", table_id, *place)
        return _cell(cells, name, table, where, words.get(name, ()))

    taken = {new: pl.lit(None, pl.String) for new in dict.fromkeys(_NAMES.values())}
    for key, new in _NAMES.items():
        name = getattr(columns, key)
        if name is not None:
            taken[new] = cell(name, "columns", key)
            taken[new] = plain_id(taken[new]) if table.omop and key in _IDS else taken[new]
    taken |= {column(name): cell(name) for name in extras}
    codes = [cell(name, "columns", "code") for name in columns.code] or [pl.lit(None, pl.String)]
    if table.code_system == "omop":
        # The site's own codes may end with .0: 250.0 is one of ICD-9.
        codes = [plain_id(code) for code in codes]
    blanks = [pl.lit(False)]
    if len(columns.code) > 1:
        where = mapping.where("tables", table_id, "columns", "code")
        blanks = [_is_blank(_text(cells, name, table.file, where)) for name in columns.code]
    dates = [cell(name, "columns", "date") for name in columns.date] or [pl.lit(None, pl.String)]
    _check_named(cells, mapping, table_id)
    rows = [
        cells.select(
            "line",
            original_code=code,
            original_date=dates[number % len(dates)],
            is_blank=is_blank,
            **taken,
        )
        for number, (code, is_blank) in enumerate(zip(codes, blanks, strict=True))
    ]
    later = [of_code.filter(~pl.col("is_blank")) for of_code in rows[1:]]
    return pl.concat([rows[0], *later]).sort("line", maintain_order=True) if later else rows[0]


def read_columns(
    path: Path, names: dict[str, str], where: str, sheet: str | None = None
) -> pl.DataFrame:
    """Return some columns of any table as text under new names; where is said in an error."""
    cells = _read(path, sheet, names.values())
    texts = {new: _text(cells, name, path, where) for new, name in names.items()}
    return cells.select(**{new: pl.when(cell != "").then(cell) for new, cell in texts.items()})


def descendants(path: Path | None, where: str) -> dict[str, frozenset[str]]:
    """Return the concepts below each concept of OMOP that a table of ancestors has."""
    if path is None:
        return {}
    names = {"above": "ancestor_concept_id", "below": "descendant_concept_id"}
    frame = read_columns(path, names, where)
    concepts = frame.select(plain_id(pl.col(name)) for name in names)
    grouped = concepts.drop_nulls().group_by("above").agg("below")
    return {above: frozenset(below) for above, below in grouped.iter_rows()}


def plain_id(cell: pl.Expr) -> pl.Expr:
    """Return a whole number that names something without the decimals that a program gave it.

    A column of integers with an empty cell is often kept, and written, as one of floats.

    >>> pl.select(plain_id(pl.lit("201826.0"))).item()
    '201826'
    """
    return cell.str.replace(r"^(\d+)\.0+$", "${1}")


def _cell(
    cells: pl.DataFrame, name: str, table: SourceTable, where: str, words: Collection[str]
) -> pl.Expr:
    cell = _text(cells, name, table.file, where)
    marks = table.missing_of(name)
    nothing = {mark.lower() for mark in (*missing_marks.OF_TABLES, *marks)}
    is_word = cell.is_in([word for word in words if word not in marks])
    return pl.when(is_word | ~cell.str.to_lowercase().is_in(sorted(nothing))).then(cell)


def _is_blank(text: pl.Expr) -> pl.Expr:
    """Return whether cells of a list of codes are empty; a word or an error is there, if unread."""
    blank = [mark for mark in missing_marks.OF_TABLES if not mark.startswith("#")]
    return text.str.to_lowercase().is_in(blank).fill_null(True)


def _check_named(cells: pl.DataFrame, mapping: Mapping, table_id: str) -> None:
    """Refuse what a table says by column of a column that is not there."""
    table = mapping.tables[table_id]
    for key in ("missing", "decimal"):
        by_column = getattr(table, key)
        for name in by_column if isinstance(by_column, dict) else ():
            _find(cells, name, table.file, mapping.where("tables", table_id, key, name))


def _text(cells: pl.DataFrame, name: str, path: Path, where: str) -> pl.Expr:
    return pl.col(_find(cells, name, path, where)).str.strip_chars()


def _find(cells: pl.DataFrame, name: str, path: Path, where: str) -> str:
    """Return the column of a name; capitals make no difference where nothing else fits."""
    if name in cells.columns:
        return name
    folded = [each for each in cells.columns if each.casefold() == name.casefold()]
    if len(folded) == 1:
        return folded[0]
    columns = [each for each in cells.columns if each != "line"]
    # In a formula, height-0.0 is a column less 0.
    longer = [each for each in columns if name in each and not each.isidentifier()]
    hint = f"; in a formula, `{longer[0]}` stands in backticks" if longer else ""
    raise StudyError(
        f"{where}: {path.name} has no column {name!r}"
        f"{hint or validation.did_you_mean(name, columns)}; "
        f"its columns are {validation.listing(columns, 20)}"
    )


def _read(path: Path, sheet: str | None, wanted: Iterable[str]) -> pl.DataFrame:
    """Return a table with every cell as text, and the line of each row."""
    if sheet is None and text_table.suffix(path) in (".csv", ".tsv", ".txt"):
        frame = _read_fast(path)
        if frame is not None:
            return frame
    table = text_table.read_table(path, sheet, set(wanted))
    if table.merged:
        # Whose the later rows are, or what they say, is lost: they would make people healthy.
        raise InputError(
            f"{path}: cells of the sheet {table.sheet!r} were merged over rows "
            f"({validation.listing(table.merged, 3)}), of which only the first row has the value. "
            "Unmerge them in Excel or LibreOffice, and fill the value into each row."
        )
    return table.cells.with_columns(line=table.lines)


def _read_fast(path: Path) -> pl.DataFrame | None:
    """Return a plain rectangle of cells without quotes, or None for anything less plain.

    Thirty times as fast as the careful reader, which names the line of what it cannot read.
    """
    text = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    header = text.partition(b"\n")[0].rstrip(b"\r")
    n_lines = text.count(b"\n") + (not text.endswith(b"\n"))
    if header[:4].lower() == b"sep=" or header.startswith(b"#") or b'"' in text or b"\0" in text:
        return None
    start = text[:_START].decode(errors="replace").splitlines(keepends=True)
    sign = text_table.find_delimiter(start[:-1] or start)
    if sign is None:
        return None
    delimiter = sign.encode()
    if text.count(delimiter) != n_lines * header.count(delimiter):
        return None
    try:
        frame = pl.read_csv(
            text,
            separator=sign,
            infer_schema=False,
            empty_string_is_null=False,
            extra_columns="raise",
            missing_columns="raise",
            quote_char=None,
            glob=False,
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != n_lines - 1 or len(frame.columns) != header.count(delimiter) + 1:
        return None
    names = {name: plain(name) for name in frame.columns}
    if len(set(names.values())) < len(names):
        return None
    if not text.isascii():
        frame = frame.select(plain_cells(column) for column in frame.iter_columns())
    lines = pl.int_range(2, frame.height + 2, dtype=pl.Int64)
    return frame.rename(names).with_columns(line=lines)
