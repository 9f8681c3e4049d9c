"""The sheets of an Excel workbook as rows of text."""

import posixpath
import re
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import fastexcel
import polars as pl

from data_loaders.people import unpacking
from data_loaders.study import validation
from data_loaders.study.plain_names import plain, plain_cells
from straits.errors import InputError

# The header is among so many rows.
_MOST_TITLES = 20
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
# A formula in a message is cut to so many signs.
_LONGEST_FORMULA = 60


@dataclass(frozen=True)
class SheetCells:
    """One sheet of a workbook.

    cells
        Text as `plain` writes it, null where empty; one row per row of the sheet from its first one
        on. Columns are counted.
    rows
        The rows with cells, counted from 0, from the header on; none where the sheet is empty.
    others
        The other sheets that have cells.
    merged
        Cells that were merged over several rows from the header on, such as A2:A4: only the first
        of them has the value. Known of .xlsx and .xlsm alone.
    """

    name: str
    cells: pl.DataFrame
    rows: pl.Series
    others: tuple[str, ...]
    merged: tuple[str, ...] = ()


def read_sheet(path: Path, named: str | None, wanted: Collection[str]) -> SheetCells:
    """Return a sheet of a workbook.

    named
        The sheet to read; None for the one whose header has the most of the wanted columns, of
        those that are not hidden where one of these has any.
    wanted
        Names of columns; capitals do not matter. The header is the row that has the most of them,
        of the first rows, else the first: titles may stand above it.

    Raises InputError if there is no such sheet, if several have the wanted columns, or if a formula
    of it has no value in the file.
    """
    sheets, hidden = _sheets(path)
    folded = {column.casefold() for column in wanted}
    if named is not None:
        by_folded = {name.casefold(): name for name in sheets}
        name = by_folded.get(plain(named).casefold(), "")
        if not name:
            raise InputError(
                f"{path}: has no sheet {named!r}{validation.did_you_mean(named, sheets)}; its "
                f"sheets are {validation.listing(map(repr, sheets))}."
            )
    else:
        name = _choose(path, sheets, hidden, folded)
    others = tuple(other for other, cells in sheets.items() if other != name and cells.height)
    rows, _ = _from_header(sheets[name], folded)
    merged: tuple[str, ...] = ()
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        _check_formulas(path, name)
        merged = _merged(path, name, rows[0] + 1 if len(rows) else 1)
    return SheetCells(name, sheets[name], rows, others, merged)


def _sheets(path: Path) -> tuple[dict[str, pl.DataFrame], set[str]]:
    """Return the cells of each sheet, and the names of those that are hidden."""
    unpacking.check_zip(path)
    book = fastexcel.read_excel(str(path))
    sheets, hidden = {}, set()
    for name in book.sheet_names:
        sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        cells = sheet.to_polars()
        sheets[name] = cells.select(plain_cells(column) for column in cells.iter_columns())
        if sheet.visible != "visible":
            hidden.add(name)
    return sheets, hidden


def _choose(
    path: Path,
    sheets: Mapping[str, pl.DataFrame],
    hidden: Collection[str],
    wanted: Collection[str],
) -> str:
    headed = {name: _from_header(cells, wanted) for name, cells in sheets.items()}
    # What is hidden is an older state or a list of codes, where somebody sees a table as well.
    seen = {name: each for name, each in headed.items() if name not in hidden}
    headed = seen if any(number for _, number in seen.values()) else headed
    # A header alone is no table where another sheet has rows.
    most = min(2, max(len(rows) for rows, _ in headed.values()))
    n_fitting = {name: number for name, (rows, number) in headed.items() if len(rows) >= most}
    best = max(n_fitting.values())
    fitting = [name for name, number in n_fitting.items() if number == best]
    if best and len(fitting) > 1:
        raise InputError(
            f"{path}: the sheets {validation.listing(map(repr, fitting))} have the columns of a "
            "table each; name the one to read with `sheet:` beside `file:`, or put their rows into "
            "one sheet."
        )
    return next((name for name in fitting if len(headed[name][0])), fitting[0])


def _from_header(cells: pl.DataFrame, wanted: Collection[str]) -> tuple[pl.Series, int]:
    """Return the rows with cells from the header on, and how many wanted columns that names."""
    if not cells.width:
        return pl.Series(dtype=pl.UInt32), 0
    is_filled = pl.any_horizontal(pl.all().is_not_null() & (pl.all() != ""))
    rows = cells.select(is_filled).to_series().arg_true()
    n_wanted = [
        len({(cell or "").casefold() for cell in cells.row(row)} & set(wanted))
        for row in rows[:_MOST_TITLES]
    ]
    if not n_wanted:
        return rows, 0
    header = n_wanted.index(max(n_wanted))
    return rows[header:], n_wanted[header]


def _check_formulas(path: Path, sheet: str) -> None:
    """Refuse a formula without its value, which a reader would take for an empty cell."""
    with zipfile.ZipFile(path) as archive:
        book, part = _part(archive, sheet)
        # Whoever asks for this has not computed what it wrote, and may have written 0 for it.
        is_computed = not any(each.get("fullCalcOnLoad") == "1" for each in book.iter())
        if part is None or _FORMULA.search(archive.read(part)) is None:
            return
        with archive.open(part) as text:
            for _, cell in ElementTree.iterparse(text):
                if _bare(cell.tag) != "c":
                    continue
                inside = {_bare(child.tag): child.text for child in cell}
                value = inside.get("v")
                if "f" in inside and cell.get("t") != "str":
                    if value is None or (value == "0" and not is_computed):
                        formula = f"={inside['f'] or ''}"[:_LONGEST_FORMULA]
                        raise InputError(
                            f"{path}: the cell {cell.get('r')} of the sheet {sheet!r} has a "
                            f"formula ({formula}) without its value: the program that wrote the "
                            "file did not compute it. Open it in Excel or LibreOffice and save it, "
                            "or save the sheet as CSV."
                        )
                cell.clear()


def _merged(path: Path, sheet: str, header: int) -> tuple[str, ...]:
    """Return the cells of a sheet that were merged over rows, from a row on (counted from 1)."""
    with zipfile.ZipFile(path) as archive:
        _, part = _part(archive, sheet)
        text = b"" if part is None else archive.read(part)
    merged = [match.groups() for match in _MERGED.finditer(text)]
    return tuple(
        f"{start.decode()}{first.decode()}:{end.decode()}{last.decode()}"
        for start, first, end, last in merged
        if header <= int(first) < int(last)
    )


def _part(archive: zipfile.ZipFile, sheet: str) -> tuple[ElementTree.Element, str | None]:
    """Return the description of a workbook, and the part of it that holds a sheet."""
    (workbook,) = _linked(archive, "", "officeDocument").values()
    book = ElementTree.fromstring(archive.read(workbook))
    parts = _linked(archive, workbook, "worksheet")
    links = {each.get("name"): set(each.attrib.values()) for each in book.iter()}
    return book, next((target for link, target in parts.items() if link in links[sheet]), None)


def _linked(archive: zipfile.ZipFile, part: str, kind: str) -> dict[str, str]:
    """Return what a part of a workbook leads to: the parts of a kind, by the id of the link."""
    folder, name = posixpath.split(part)
    links = ElementTree.fromstring(archive.read(posixpath.join(folder, "_rels", f"{name}.rels")))
    return {
        link.get("Id", ""): posixpath.normpath(
            posixpath.join("/", folder, link.get("Target", ""))
        ).lstrip("/")
        for link in links
        if link.get("Type", "").endswith(f"/{kind}")
    }


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]
