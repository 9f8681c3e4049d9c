"""Excel workbooks of a few cells, as small as a reader takes them."""

import zipfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

_OFFICE = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns="{_OFFICE}/spreadsheetml/2006/main"'
_LINK = f"{_OFFICE}/officeDocument/2006/relationships"
_PACKAGE = f"{_OFFICE}/package/2006"


class Cell(str):
    """A cell as the file has it, such as `<c><f>1+1</f></c>`."""

    __slots__ = ()


def workbook(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[str | float]]],
    calculation: str = "",
    hidden: Collection[str] = (),
    merged: Sequence[str] = (),
) -> bytes:
    """Write an Excel file of some sheets, and return its bytes.

    sheets
        The rows of each: text, numbers, and cells written out; a row without cells stays empty.
    calculation
        What the workbook says of its formulas, such as `<calcPr fullCalcOnLoad="1"/>`.
    hidden
        The sheets that nobody sees.
    merged
        Cells that are one on every sheet, such as A2:A4.
    """
    unseen = dict.fromkeys(hidden, ' state="hidden"')
    names = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="r{number}"{unseen.get(name, "")}/>'
        for number, name in enumerate(sheets, start=1)
    )
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_LINK}/worksheet" '
        f'Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_LINK}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_LINK}"><sheets>{names}</sheets>'
        f"{calculation}</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        "</Relationships>",
    }
    ranges = "".join(f'<mergeCell ref="{cells}"/>' for cells in merged)
    joined = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    for number, rows in enumerate(sheets.values(), start=1):
        written = "".join(
            f'<row r="{at}">{"".join(map(_cell, row))}</row>' for at, row in enumerate(rows, 1)
        )
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f"<worksheet {_MAIN}><sheetData>{written}</sheetData>{joined}</worksheet>"
        )
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path.read_bytes()


def _cell(value: str | float) -> str:
    if isinstance(value, Cell):
        return value
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>' if value else "<c/>"
    return f"<c><v>{value}</v></c>"
