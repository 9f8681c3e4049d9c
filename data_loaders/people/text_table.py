"""Any table of a person's own - CSV, TSV, Parquet, Excel, PLINK - as columns of text."""

import contextlib
import csv
import io
import itertools
import re
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data_loaders.people import workbooks
from data_loaders.people.text_files import open_text
from data_loaders.study import validation
from data_loaders.study.plain_names import plain, plain_cells
from data_loaders.vcf.bgzf.blocks import check_whole
from straits.errors import InputError

# PLINK's .fam, and a .ped without a header: six columns in this order.
FAM_COLUMNS = ("FID", "IID", "PAT", "MAT", "SEX", "PHENO")
_ROWS_AT_ONCE = 50_000
# So many lines after the first tell what separates the columns.
_ENOUGH_TO_TELL = 20
# What Excel reads on a first line of its own.
_SEPARATOR = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


@dataclass(frozen=True)
class TextTable:
    """A table with every cell as text, trimmed; an empty cell is an empty text.

    cells
        One row per row of the file, in its order; the columns as the file names them.
    lines
        For each row, its line in the file (its row, counted from 1, in Parquet).
    sheet, other_sheets
        Of a workbook the sheet that was read, and the others that have cells.
    merged
        Of a workbook the cells that were merged over several rows, such as A2:A4.
    """

    path: Path
    cells: pl.DataFrame
    lines: pl.Series
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What a message calls it: its path, and of several sheets which one was read."""
        if not self.other_sheets:
            return str(self.path)
        others = validation.listing(map(repr, self.other_sheets))
        return f"{self.path}, sheet {self.sheet!r} (`sheet:` names another: {others}),"

    def where(self, row: int) -> str:
        """Return file:line of a row."""
        return f"{self.path}:{self.lines[row]}"


def suffix(path: Path) -> str:
    """Return what kind of file a name promises, compressed or not.

    >>> suffix(Path("Sheet.TSV.gz"))
    '.tsv'
    """
    name = path.name.lower().removesuffix(".gz").removesuffix(".bgz")
    return Path(name).suffix


def read_table(path: Path, sheet: str | None = None, wanted: Collection[str] = ()) -> TextTable:
    """Read a table of any of the formats above.

    sheet
        The sheet of a workbook; None for the one whose first row has the most of the wanted
        columns.

    Raises InputError, with the line, for a table that cannot be read or is not rectangular.
    """
    if sheet is not None and suffix(path) not in _WORKBOOKS:
        raise InputError(
            f"{path}: is no workbook, so that `sheet:` names nothing in it; take the key away."
        )
    try:
        if suffix(path) in (".parquet", *_WORKBOOKS):
            return _from_frame(path, sheet, wanted)
        check_whole(path)
        with open_text(path) as file:
            return _from_text(path, file, wanted)
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: cannot be read ({why}).") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: is not UTF-8 text; save it as CSV in UTF-8 (Excel: CSV UTF-8), or convert "
            f"it: iconv -f WINDOWS-1252 -t UTF-8 {path.name} > new.csv"
        ) from error


def _from_frame(path: Path, sheet: str | None, wanted: Collection[str]) -> TextTable:
    is_parquet = suffix(path) == ".parquet"
    try:
        if is_parquet:
            return _from_parquet(path)
        read = workbooks.read_sheet(path, sheet, wanted)
    except InputError:
        raise
    except Exception as error:  # each engine has errors of its own
        why = str(error).partition("\n")[0]
        raise InputError(
            f"{path}: cannot be read as {suffix(path)[1:]} ({why}). Check that it was copied "
            "whole, or save it as CSV in UTF-8."
        ) from error
    rows, cells = read.rows, read.cells
    if rows.is_empty():
        raise InputError(f"{path}: is empty; expected a header and one row per sample.")
    names = [cell or "" for cell in cells.row(rows[0])]
    _check_twice(names, f"{path}:{rows[0] + 1}")
    columns = zip(names, cells[rows[1:]].fill_null("").iter_columns(), strict=True)
    named = [column.alias(name) for name, column in columns if name]
    lines = rows[1:].cast(pl.Int64) + 1
    return TextTable(path, pl.DataFrame(named), lines, read.name, read.others, read.merged)


def _from_parquet(path: Path) -> TextTable:
    frame = pl.read_parquet(path, glob=False)
    _check_twice([plain(name) for name in frame.columns], str(path))
    cells = frame.select(_as_text(column) for column in frame.iter_columns())
    return TextTable(path, cells, pl.Series(range(1, frame.height + 1), dtype=pl.Int64))


def _check_twice(names: Sequence[str], where: str) -> None:
    named = [name for name in names if name]
    if len(set(named)) < len(named):
        twice = next(name for name in named if named.count(name) > 1)
        raise InputError(f"{where}: two columns are called {twice!r}; rename one.")


def _as_text(column: pl.Series) -> pl.Series:
    if column.dtype.is_float() and (column.drop_nulls() == column.drop_nulls().floor()).all():
        column = column.cast(pl.Int64)  # 1.0 is a code that lost its type to a missing value
    return plain_cells(column.cast(pl.String)).fill_null("").rename(plain(column.name))


def _from_text(path: Path, file: io.TextIOBase, wanted: Collection[str]) -> TextTable:
    first, n_skipped, delimiter = "", 0, None
    for first in file:
        named = _SEPARATOR.fullmatch(first) if not n_skipped else None
        delimiter = named[1] if named else delimiter
        if first.strip() and not first.startswith("##") and not named:
            break
        n_skipped += 1
    else:
        raise InputError(f"{path}: is empty; expected a header and one row per sample.")
    head = [first, *itertools.islice(file, _ENOUGH_TO_TELL)]
    n_titles = _titles(head, wanted)
    head, n_skipped = head[n_titles:], n_skipped + n_titles
    delimiter = find_delimiter(head, delimiter)
    rows = _rows(path, itertools.chain(head, file), delimiter, n_skipped)
    line, header = next(rows)
    if _has_no_header(path, header):
        if len(header) < len(FAM_COLUMNS) - 1:
            raise InputError(
                f"{path}:{line}: expected the columns {' '.join(FAM_COLUMNS)}, got {len(header)}."
            )
        names = list(FAM_COLUMNS[: len(header)])
        names += [f"column_{number}" for number in range(len(names) + 1, len(header) + 1)]
        rows = itertools.chain([(line, header)], rows)
    else:
        names = [plain(name.lstrip("#")) for name in header]
    _check_twice(names, f"{path}:{line}")
    frames, lines = [], []
    while batch := list(itertools.islice(rows, _ROWS_AT_ONCE)):
        lines += [line for line, _ in batch]
        columns = zip(*(_fitted(path, line, row, names) for line, row in batch), strict=True)
        series = [
            plain_cells(pl.Series(name, column, pl.String))
            for name, column in zip(names, columns, strict=True)
            if name
        ]
        frames.append(pl.DataFrame(series))
    empty = pl.DataFrame(schema=dict.fromkeys(filter(None, names), pl.String))
    return TextTable(path, pl.concat([empty, *frames]), pl.Series(lines, dtype=pl.Int64))


def _titles(head: Sequence[str], wanted: Collection[str]) -> int:
    """Return how many lines stand above the header: the line that has the most wanted columns.

    >>> _titles(["Export of 2024\\n", "\\n", "sample;sex\\n", "S1;F\\n"], {"sample"})
    2
    """
    folded = {name.casefold() for name in wanted}
    cells = (re.split(r"[\t;,|]", line) for line in head)
    n_wanted = [len({plain(cell.strip('#"')).casefold() for cell in of} & folded) for of in cells]
    at = n_wanted.index(max(n_wanted))
    # Not within quotes, of which the header may have some over several lines.
    return at if "".join(head[:at]).count('"') % 2 == 0 else 0


def _rows(
    path: Path, text: Iterator[str], delimiter: str | None, n_skipped: int
) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank, with the line it ends on."""
    if delimiter is None:
        for line, written in enumerate(text, start=n_skipped + 1):
            if written.strip():
                yield line, written.split()
        return
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield n_skipped + reader.line_num, row
    except csv.Error as error:
        line = n_skipped + reader.line_num
        raise InputError(f"{path}:{line}: is not a readable row ({error}).") from error


def find_delimiter(head: Sequence[str], stated: str | None = None) -> str | None:
    """Return what separates the columns of a table that begins so; None for runs of spaces.

    Of tabs, semicolons, commas and bars it is the one that parts the rows into as many cells as the
    header; of several, the one that makes more of them. What a line `sep=;` states comes first, but
    programs write that line for the Excel of their country, whatever they part columns by.

    >>> find_delimiter(["sample;sex;age"]), find_delimiter(["FamilyID SampleID Sex"])
    (';', None)
    >>> find_delimiter(["sample,sex,consent (yes; no)", "S1,F,yes"])
    ','
    >>> find_delimiter(["sample,sex", "S1,F"], ";"), find_delimiter(["sample;a,b", "S1;1,5"], ";")
    (',', ';')
    """
    signs = dict.fromkeys(f"{stated or ''}\t;,|")
    widths = {sign: width for sign in signs if (width := _width(head, sign))[1] > 1}
    is_parted = any(fits for fits, _ in widths.values())
    if stated is not None and (not is_parted or widths.get(stated, (False,))[0]):
        return stated
    if widths:
        return max(widths, key=lambda sign: widths[sign])
    return None if len(head[0].split()) > 1 else ","


def _width(head: Sequence[str], delimiter: str) -> tuple[bool, int]:
    """Return whether a delimiter parts the rows as it parts the header, and in how many cells."""
    rows = []
    with contextlib.suppress(csv.Error):  # the last row may be cut off within quotes
        for row in csv.reader(head, delimiter=delimiter, strict=True):
            if any(cell.strip() for cell in row):
                rows.append(row)
    return bool(rows) and all(_fits(row, rows[0]) for row in rows), len(rows[0]) if rows else 0


def _has_no_header(path: Path, first: list[str]) -> bool:
    kind = suffix(path)
    return kind == ".fam" or (kind in (".psam", ".ped") and not first[0].startswith("#"))


def _fits(row: list[str], names: list[str]) -> bool:
    """Tell whether a row is as long as the header; only columns without a name may be left out."""
    n_named = max((number for number, name in enumerate(names, start=1) if name), default=0)
    return len(row) >= n_named and not any(cell.strip() for cell in row[len(names) :])


def _fitted(path: Path, line: int, row: list[str], names: list[str]) -> list[str]:
    """Return a row as long as the header."""
    if not _fits(row, names):
        n_named = max((number for number, name in enumerate(names, start=1) if name), default=0)
        raise InputError(
            f"{path}:{line}: expected {n_named} columns as in the header, got {len(row)}."
        )
    return (row + [""] * len(names))[: len(names)]
