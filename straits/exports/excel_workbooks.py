"""A table as an Excel workbook: the rows, what their columns mean, and what they are of."""

import math
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from straits.errors import QueryError
from straits.exports.column_meanings import meaning
from straits.exports.row_streams import Header
from straits.exports.visible_text import visible, visible_rows

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a sheet of Excel holds, less the row of names.
MOST_ROWS = 1_048_575
_MOST_LETTERS = 32_767
_CHUNK = 1 << 16
# Text is written as text, whatever it begins with, so that nothing of it is run or followed.
_SAFE: Mapping[str, Any] = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip


def check_room(n_rows: int) -> None:
    """Raise QueryError where a sheet has no room for so many rows."""
    if n_rows > MOST_ROWS:
        raise QueryError(
            f"There are {n_rows:,} rows, and a sheet of Excel holds {MOST_ROWS:,}. Ask for fewer, "
            "or take the CSV or the Parquet file."
        )


def workbook(header: Header, stretches: Iterable[pl.DataFrame]) -> Iterator[bytes]:
    """Yield a workbook of three sheets: Table, Columns and About, the last with the header.

    One stretch of rows is held at a time; the file lies in a temporary folder while it is made.
    Missing values are empty cells, as are numbers that are none; lists are joined by ";".
    There must be no more than MOST_ROWS rows.
    """
    with tempfile.TemporaryDirectory(prefix="straits-") as folder:
        path = Path(folder) / "table.xlsx"
        with xlsxwriter.Workbook(path, {**_SAFE, "tmpdir": folder}) as book:
            bold = book.add_format({"bold": True})
            columns = _write_rows(book.add_worksheet("Table"), bold, stretches)
            known = [(name, meaning(name)) for name in columns]
            _write_texts(book.add_worksheet("Columns"), bold, [("column", "meaning"), *known])
            about = [("what", "value"), *header.items()]
            _write_texts(book.add_worksheet("About"), bold, about)
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


def _write_rows(sheet: Any, bold: Any, stretches: Iterable[pl.DataFrame]) -> list[str]:
    columns: list[str] = []
    place = 1
    for stretch in stretches:
        rows = visible_rows(stretch)
        if not columns:
            columns = rows.columns
            sheet.freeze_panes(1, 0)
            for column, name in enumerate(columns):
                sheet.write_string(0, column, visible(name), bold)
        for row in rows.iter_rows():
            for column, cell in enumerate(row):
                _write_cell(sheet, place, column, cell)
            place += 1
    sheet.autofilter(0, 0, max(place - 1, 1), max(len(columns) - 1, 0))
    return columns


def _write_cell(sheet: Any, row: int, column: int, cell: object) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        if math.isfinite(cell):
            sheet.write_number(row, column, cell)
    else:
        text = ";".join(map(str, cell)) if isinstance(cell, list) else str(cell)
        sheet.write_string(row, column, text[:_MOST_LETTERS])


def _write_texts(sheet: Any, bold: Any, rows: Iterable[tuple[str, str]]) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 110)
    for place, cells in enumerate(rows):
        for column, text in enumerate(cells):
            written = visible(text)[:_MOST_LETTERS]
            sheet.write_string(place, column, written, *([] if place else [bold]))
