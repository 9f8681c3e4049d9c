"""Slides and PDF of a story: what other programs read in them, and what no workbook holds."""

import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import fastexcel
import pytest
from pptx import Presentation

from straits.exports import pdf_pages, slides
from straits.exports.slides import EditableChart, Series, Slide
from straits.store import Drawn, PinnedView
from straits.ui.stories import editable_charts

ROOT = Path(__file__).resolve().parents[2]
WITHHELD = 17
COLUMNS = ("label", "call_set_name", "sex", "af", "af_low", "af_high")
ROWS = [
    dict(zip(COLUMNS, row, strict=True))
    for row in (("Danish", "dk", "all", 0.25, 0.2, 0.31), ("Malay", "sg", "all", None, None, None))
]
DRAWN = Drawn('{"datasets": {}}', ())
VIEW = PinnedView(
    "variant", {}, "groups", "Danish has 0.250", "Caption", DRAWN, DRAWN, json.dumps(ROWS), "Demo",
    "GRCh38", "r1", "inside", "", (), True, 4, "2026-11-30T00:00:00+00:00",
)  # fmt: skip


def deck(chart: EditableChart) -> bytes:
    slide = Slide("Danish has 0.250", chart, "Danish has more", VIEW.foot, "Notes", "As I say.")
    return slides.pptx([slide, Slide("This view is not here", None, "", "Gone.", "")], "Ours")


def numbers_within(pptx: bytes) -> list[float]:
    """Return every number of the workbooks and charts in a file, wherever it stands."""
    found: list[float] = []
    with zipfile.ZipFile(io.BytesIO(pptx)) as whole:
        for name in whole.namelist():
            if name.endswith(".xlsx"):
                with zipfile.ZipFile(io.BytesIO(whole.read(name))) as book:
                    texts = [book.read(each).decode() for each in book.namelist()]
            elif "/charts/" in name and name.endswith(".xml"):
                texts = [whole.read(name).decode()]
            else:
                continue
            for text in texts:
                found += map(float, re.findall(r"<(?:c:)?v>(-?[\d.e-]+)</", text))
    return found


def test_a_chart_that_can_be_edited_has_the_numbers_of_the_view_and_says_what_it_shows() -> None:
    chart = editable_charts.editable(VIEW)
    assert chart == EditableChart(
        "bars", ("Danish, dk", "Malay, sg"),
        (Series("AF", (0.25, None), (0.2, None), (0.31, None)),),
    )  # fmt: skip
    made = deck(chart)
    first, gone = Presentation(io.BytesIO(made)).slides
    (framed,) = [shape for shape in first.shapes if shape.has_chart]
    assert framed._element.nvGraphicFramePr.cNvPr.get("descr") == "Danish has more"
    assert list(framed.chart.plots[0].series[0].values) == [0.25, None]
    assert b"<c:errBars" in framed.chart.part.blob
    texts = [shape.text_frame.text for shape in first.shapes if shape.has_text_frame]
    assert "As I say." in texts
    assert any("Synthetic people." in text for text in texts)
    assert gone.shapes.title.text_frame.text == "This view is not here"
    book = fastexcel.read_excel(framed.chart.part.chart_workbook.xlsx_part.blob)
    assert book.load_sheet(0).to_polars().rows() == [("Danish, dk", 0.25), ("Malay, sg", None)]


def test_no_withheld_cell_is_in_the_workbook_of_a_chart() -> None:
    chart = editable_charts.editable(VIEW)
    assert chart is not None
    assert WITHHELD not in numbers_within(deck(chart))
    # What would be withheld is found where it is written.
    told = replace(chart, series=(Series("AF", (0.25, float(WITHHELD))),))
    assert WITHHELD in numbers_within(deck(told))
    beside = [{**row, "ac": WITHHELD} for row in ROWS]
    chart = editable_charts.editable(replace(VIEW, rows=json.dumps(beside)))
    assert chart is not None
    assert WITHHELD not in numbers_within(deck(chart))


def test_what_has_other_columns_or_too_many_rows_stays_a_picture() -> None:
    assert editable_charts.editable(replace(VIEW, figure="countries")) is None
    assert editable_charts.editable(replace(VIEW, rows=json.dumps(ROWS * 30))) is None
    assert editable_charts.editable(replace(VIEW, rows='[{"label": "Danish"}]')) is None
    assert editable_charts.editable(replace(VIEW, rows="[]")) is None


def test_what_writes_slides_is_loaded_where_one_is_made_and_not_before() -> None:
    loaded = "print({'pptx', 'lxml', 'pypdf'} & {*sys.modules})"
    asked = f"import sys, straits.ui.stories.story_page; {loaded}"
    command = [sys.executable, "-c", asked]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.long
@pytest.mark.parametrize("kind", ["bars", "lines"])
def test_libreoffice_shows_the_numbers_as_text(kind: str, tmp_path: Path) -> None:
    if shutil.which("soffice") is None or shutil.which("pdftotext") is None:
        pytest.skip(
            "no soffice or pdftotext on the PATH; on Debian or Ubuntu: apt-get install "
            "libreoffice-impress-nogui poppler-utils"
        )
    series = (Series("AF", (0.125, None, 0.5), (0.1, None, 0.4), (0.2, None, 0.6)),)
    chart = EditableChart("bars" if kind == "bars" else "lines", ("2001", "2002", "2003"), series)
    (tmp_path / "s.pptx").write_bytes(deck(chart))
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", tmp_path]
    subprocess.run([*command, tmp_path / "s.pptx"], check=True, capture_output=True, timeout=180)
    pdf = (tmp_path / "s.pdf").read_bytes()
    joined = pdf_pages.joined([pdf], "Ours")
    (tmp_path / "joined.pdf").write_bytes(joined)
    for name in ("s.pdf", "joined.pdf"):
        text = subprocess.run(
            ["pdftotext", tmp_path / name, "-"], check=True, capture_output=True, text=True
        ).stdout
        assert "Danish has 0.250" in text, name
        assert "2003" in text, name
        if kind == "bars":
            assert "0.125" in text, name
