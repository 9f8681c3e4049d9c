"""Slides and PDF of a story: what other programs read in them, and what no workbook holds."""

import io
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import fastexcel
import pytest
from pptx import Presentation

from straits.exports import pdf_pages, slides
from straits.exports.slides import EditableChart, Series, Slide
from straits.store import Drawn, PinnedView, Story, StoryView
from straits.ui.stories import editable_charts, story_files
from straits.ui.stories.shown_view import ShownView
from tests.oracles import texts_of_files

ROOT = Path(__file__).resolve().parents[2]
WITHHELD = 17
COLUMNS = ("label", "call_set_name", "sex", "af", "af_low", "af_high", "absence")
ROWS = [
    dict(zip(COLUMNS, row, strict=True))
    for row in (
        ("Danish", "dk", "all", 0.25, 0.2, 0.31, "observed"),
        ("Malay", "sg", "all", None, None, None, "not_callable"),
    )
]
DRAWN = Drawn('{"datasets": {}}', ())
SPEC = {
    "config": {}, "datasets": {"one": [{"x": 1}]}, "data": {"name": "one"}, "mark": "point",
    "encoding": {"x": {"field": "x", "type": "quantitative"}},
}  # fmt: skip
POINT = Drawn(json.dumps(SPEC), ())
VIEW = PinnedView(
    "variant", {}, "groups", "Danish has 0.250", "Caption", DRAWN, DRAWN, json.dumps(ROWS), "Demo",
    "GRCh38", "r1", "inside", "", (), True, 4, "2026-11-30T00:00:00+00:00",
)  # fmt: skip


def deck(chart: EditableChart) -> bytes:
    slide = Slide("Danish has 0.250", chart, "Danish has more", VIEW.foot, "Notes", "As I say.")
    return slides.pptx([slide, Slide("This view is not here", None, "", "Gone.", "")], "Ours")


def test_a_chart_that_can_be_edited_has_the_numbers_of_the_view_and_says_what_it_shows() -> None:
    chart = editable_charts.editable(VIEW)
    assert chart == EditableChart(
        "bars", ("Danish, dk", "Malay, sg: not looked at here"),
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
    assert book.load_sheet(0).to_polars().rows() == [
        ("Danish, dk", 0.25),
        ("Malay, sg: not looked at here", None),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"absence": "withheld"}, "withheld by the profile"),
        ({"absence": "censored", "ac_low": 1, "ac_high": 4}, "AC 1 to 4"),
        ({"absence": "nobody_called"}, "no number"),
    ],
)
def test_a_row_without_a_bar_says_why(row: dict[str, object], said: str) -> None:
    rows = [{**ROWS[1], **row}]
    chart = editable_charts.editable(replace(VIEW, rows=json.dumps(rows)))
    assert chart is not None
    assert chart.categories == (f"Malay, sg: {said}",)


@pytest.mark.parametrize(("sign", "more"), [(1, "A: Danes"), (-1, "B: Malays")])
def test_a_difference_says_which_side_has_more_and_of_how_many(sign: int, more: str) -> None:
    low, high = sorted((0.1 * sign, 0.3 * sign))
    row = {
        "variant": "rs1", "a": "Danes", "b": "Malays", "an_a": 2000, "an_b": 80,
        "difference": 0.2 * sign, "difference_low": low, "difference_high": high,
        "n_called_a": 1000, "n_called_b": 40,
    }  # fmt: skip
    sides = (("A: Danes", "#0b5cad", "circle", False), ("B: Malays", "#d95f02", "square", False))
    view = replace(VIEW, figure="difference", rows=json.dumps([row]), light=Drawn("{}", sides))
    chart = editable_charts.editable(view)
    assert chart is not None
    assert chart.said.endswith(
        f", more in {more}; AN 2,000 in A, 80 in B; 1,000 and 40 people with a genotype"
    )
    assert chart.axis == "Frequency in A less that in B"
    assert chart.categories == ("rs1",)
    assert chart.colours == ("#0b5cad" if sign > 0 else "#d95f02",)
    (first, _) = Presentation(io.BytesIO(deck(chart))).slides
    (framed,) = [shape for shape in first.shapes if shape.has_chart]
    axis = framed.chart.value_axis
    assert (axis.minimum_scale, axis.maximum_scale) == (-0.3, 0.3)  # the interval's far end
    assert framed.chart.plots[0].series[0].data_labels.show_value
    texts = [shape.text_frame.text for shape in first.shapes if shape.has_text_frame]
    assert any("A: Danes" in text and "B: Malays" in text for text in texts)
    assert chart.said in texts


def test_colours_are_explained_in_the_order_of_the_bars() -> None:
    series = (Series("A: Danes", (0.2,)), Series("B: Malays", (0.4,)))
    chart = EditableChart("bars", ("rs1",), series, ("#0b5cad", "#d95f02"))
    (first, _) = Presentation(io.BytesIO(deck(chart))).slides
    said = [shape.text_frame.text for shape in first.shapes if shape.has_text_frame]
    assert any("A: Danes" in text and "B: Malays" in text.split("A: Danes")[1] for text in said)
    (framed,) = [shape for shape in first.shapes if shape.has_chart]
    assert not framed.chart.has_legend


def test_a_slide_on_genes_of_drugs_says_that_it_is_not_for_prescribing() -> None:
    assert "not for prescribing" in replace(VIEW, page="pharmacogenes").foot
    assert "not for prescribing" not in VIEW.foot


def test_no_withheld_cell_is_in_the_workbook_of_a_chart() -> None:
    chart = editable_charts.editable(VIEW)
    assert chart is not None
    assert WITHHELD not in texts_of_files.numbers_of_zip(deck(chart))
    # What would be withheld is found where it is written.
    told = replace(chart, series=(Series("AF", (0.25, float(WITHHELD))),))
    assert WITHHELD in texts_of_files.numbers_of_zip(deck(told))
    beside = [{**row, "ac": WITHHELD} for row in ROWS]
    chart = editable_charts.editable(replace(VIEW, rows=json.dumps(beside)))
    assert chart is not None
    assert WITHHELD not in texts_of_files.numbers_of_zip(deck(chart))


def story(*views: PinnedView | None) -> tuple[Story, list[story_files._Page]]:
    told = StoryView("variant", sentence="As I say.")
    pages = [story_files._Page(ShownView(told, view, "Gone."), "http://here/") for view in views]
    return Story("Ours", "Demo", (told,) * len(views)), pages


def test_every_picture_of_a_story_says_what_it_shows() -> None:
    picture = replace(VIEW, figure="map", light=POINT)
    deck = Presentation(io.BytesIO(story_files.pptx(*story(picture, VIEW, None))))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    drawn = [shape for shape in shapes if shape.has_chart or hasattr(shape, "image")]
    assert [shape.has_chart for shape in drawn] == [False, True]
    for shape in drawn:
        assert shape._element.xpath(".//p:cNvPr/@descr") == [VIEW.title]


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
    whole = story_files.pdf(*story(replace(VIEW, light=POINT), None))
    (tmp_path / "story.pdf").write_bytes(whole)
    command = ["pdftotext", "-layout", tmp_path / "story.pdf", "-"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    drawn, gone = said.split("\f")[:2]
    for words in (VIEW.title, "As I say.", VIEW.caption):
        assert words in drawn
    assert "This view is not here" in gone
    for name in ("s.pdf", "joined.pdf"):
        text = subprocess.run(
            ["pdftotext", tmp_path / name, "-"], check=True, capture_output=True, text=True
        ).stdout
        assert "Danish has 0.250" in text, name
        assert "2003" in text, name
        if kind == "bars":
            assert "0.125" in text, name
