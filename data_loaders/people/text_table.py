"""Any table of a person's own - CSV, TSV, Parquet, Excel, PLINK - as columns of text."""

import codecs
import csv
import gzip
import io
import itertools
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data_loaders.vcf.bgzf.blocks import check_whole
from straits.errors import InputError

# PLINK's .fam, and a .ped without a header: six columns in this order.
FAM_COLUMNS = ("FID", "IID", "PAT", "MAT", "SEX", "PHENO")
_ROWS_AT_ONCE = 50_000
_ROW_FORMATS = (".parquet", ".xlsx", ".xls", ".xlsb", ".ods")


@dataclass(frozen=True)
class TextTable:
    """A table with every cell as text, trimmed; an empty cell is an empty text.

    cells
        One row per row of the file, in its order; the columns as the file names them.
    lines
        For each row, its line in the file (its row, counted from 1, in Parquet).
    """

    path: Path
    cells: pl.DataFrame
    lines: pl.Series

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


def read_table(path: Path) -> TextTable:
    """Read a table of any of the formats above.

    Raises InputError, with the line, for a table that cannot be read or is not rectangular.
    """
    try:
        if suffix(path) in _ROW_FORMATS:
            return _from_frame(path)
        check_whole(path)
        with _open_text(path) as file:
            return _from_text(path, file)
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: cannot be read ({why}).") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: is not UTF-8 text; save it as CSV in UTF-8 (Excel: CSV UTF-8), or convert "
            f"it: iconv -f WINDOWS-1252 -t UTF-8 {path.name} > new.csv"
        ) from error


def _open_text(path: Path) -> io.TextIOBase:
    with path.open("rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
    with gzip.open(path) if is_gzip else path.open("rb") as file:
        start = file.read(4)
    if start == b"PK\x03\x04":
        raise InputError(
            f"{path}: is an Excel workbook or another zip file, whatever its name says; call it "
            ".xlsx if it is one."
        )
    # Excel's "Unicode text" is UTF-16, which its first two bytes say.
    is_utf16 = start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    encoding = "utf-16" if is_utf16 else "utf-8-sig"
    # Newlines are left to csv, which knows those inside quotes.
    opener = gzip.open(path, "rt", encoding=encoding, newline="") if is_gzip else None
    return opener or path.open(encoding=encoding, newline="")


def _from_frame(path: Path) -> TextTable:
    is_parquet = suffix(path) == ".parquet"
    try:
        frame = _read_rows(path, is_parquet)
    except Exception as error:  # each engine has errors of its own
        why = str(error).partition("\n")[0]
        raise InputError(
            f"{path}: cannot be read as {suffix(path)[1:]} ({why}). Check that it was copied "
            "whole, or save it as CSV in UTF-8."
        ) from error
    cells = frame.select(_as_text(column) for column in frame.iter_columns())
    first = 1 if is_parquet else 2
    lines = pl.Series(range(first, first + frame.height), dtype=pl.Int64)
    return TextTable(path, cells, lines)


def _read_rows(path: Path, is_parquet: bool) -> pl.DataFrame:
    if is_parquet:
        return pl.read_parquet(path, glob=False)
    with path.open("rb") as file:  # a name would be taken for a pattern
        return pl.read_excel(file, infer_schema_length=0)


def _as_text(column: pl.Series) -> pl.Series:
    if column.dtype.is_float() and (column.drop_nulls() == column.drop_nulls().floor()).all():
        column = column.cast(pl.Int64)  # 1.0 is a code that lost its type to a missing value
    return column.cast(pl.String).str.strip_chars().fill_null("").rename(column.name.strip())


def _from_text(path: Path, file: io.TextIOBase) -> TextTable:
    first, n_skipped = "", 0
    for first in file:
        if first.strip() and not first.startswith("##"):
            break
        n_skipped += 1
    if not first.strip():
        raise InputError(f"{path}: is empty; expected a header and one row per sample.")
    rows = _rows(path, itertools.chain([first], file), _delimiter(first), n_skipped)
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
        names = [name.lstrip("#").strip() for name in header]
    named = [name for name in names if name]
    if len(set(named)) < len(named):
        twice = next(name for name in named if named.count(name) > 1)
        raise InputError(f"{path}:{line}: two columns are called {twice!r}; rename one.")
    frames, lines = [], []
    while batch := list(itertools.islice(rows, _ROWS_AT_ONCE)):
        lines += [line for line, _ in batch]
        columns = zip(*(_fitted(path, line, row, names) for line, row in batch), strict=True)
        series = [
            pl.Series(name, column, pl.String).str.strip_chars()
            for name, column in zip(names, columns, strict=True)
            if name
        ]
        frames.append(pl.DataFrame(series))
    empty = pl.DataFrame(schema=dict.fromkeys(named, pl.String))
    return TextTable(path, pl.concat([empty, *frames]), pl.Series(lines, dtype=pl.Int64))


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


def _delimiter(header: str) -> str | None:
    """Return what separates the columns; None for runs of spaces.

    >>> _delimiter("sample;sex;age"), _delimiter("FamilyID SampleID Sex")
    (';', None)
    """
    delimiter = next((sign for sign in "\t;," if sign in header), None)
    return None if delimiter is None and len(header.split()) > 1 else delimiter or ","


def _has_no_header(path: Path, first: list[str]) -> bool:
    kind = suffix(path)
    return kind == ".fam" or (kind in (".psam", ".ped") and not first[0].startswith("#"))


def _fitted(path: Path, line: int, row: list[str], names: list[str]) -> list[str]:
    """Return a row as long as the header; only columns without a name may be left out."""
    n_named = max((number for number, name in enumerate(names, start=1) if name), default=0)
    if len(row) < n_named or any(cell.strip() for cell in row[len(names) :]):
        raise InputError(
            f"{path}:{line}: expected {n_named} columns as in the header, got {len(row)}."
        )
    return (row + [""] * len(names))[: len(names)]
