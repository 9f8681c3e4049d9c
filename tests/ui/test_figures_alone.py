"""Every figure of every page in every format: title, keys, names of rows and caption are in it."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import vl_convert
from streamlit.testing.v1 import AppTest

from straits import queries
from straits.charts import files
from straits.charts.look import LIGHT, Drawing
from straits.exports import safe_csv, slides
from straits.exports.column_meanings import meaning
from straits.store import open_store
from straits.tables import EVERYONE
from straits.ui.figures import figure, pinned_figure
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.frame.page_frame import Visit
from straits.ui.words import findings
from tests.builders import demo_studies, screens
from tests.oracles import texts_of_files

# Page, what its address says, and the figures that it draws.
PAGES = [
    ("overview", {}, ["top"]),
    ("overview", {"tab": "ages"}, ["ages"]),
    ("overview", {"tab": "principal_components"}, ["pca"]),
    (
        "overview",
        {"tab": "quality"},
        ["quality-call_rate", "quality-heterozygosity", "quality-ti_tv"],
    ),
    ("frequencies", {}, ["map"]),
    ("frequencies", {"view": "genome"}, ["map"]),
    ("frequencies", {"view": "volcano"}, ["map"]),
    ("frequencies", {"view": "heat"}, ["heat"]),
    ("frequencies", {"view": "shared"}, ["shared"]),
    ("frequencies", {"view": "shared", "drawn": "raw"}, ["shared"]),
    ("frequencies", {"view": "fst"}, ["fst"]),
    ("frequencies", {"view": "diversity"}, ["heterozygosity", "spectrum"]),
    ("gene", {"g": "CYP2C19", "linkage": "yes"}, ["lollipops", "linkage"]),
    ("variant", {"v": "rs4244285"}, ["groups", "difference", "countries"]),
    ("variant", {"v": "rs4244285", "groups": "panel"}, ["groups"]),
    ("cohorts", {}, ["steps", "who", "balance"]),
    ("phenotypes", {}, ["phenotype", "standardised"]),
    ("phenotypes", {"p": "bmi", "tab": "over_time"}, ["phenotype", "years"]),
    ("phenotypes", {"p": "hba1c", "tab": "as_sent"}, ["sent-mmol/mol", "sent-%"]),
    ("phenotypes", {"p": "smoking"}, ["phenotype"]),
]

# The column of a figure's numbers that names its rows; a figure that is not here has no rows.
NAMED_BY = {
    "ages": "group_label",
    "pca": "group_label",
    "heat": "group_label",
    "shared": "groups",
    "fst": "group",
    "heterozygosity": "group_label",
    "spectrum": "group_label",
    "linkage": "variant_id",
    "groups": "label",
    "countries": "label",
    "who": "label",
    "phenotype": "group_label",
    "standardised": "group_label",
    "years": "group_label",
    "sent-mmol/mol": "site_name",
    "sent-%": "site_name",
    "quality-call_rate": "call_set_name",
    "quality-heterozygosity": "call_set_name",
    "quality-ti_tv": "call_set_name",
}

# Columns that a chart is drawn by, which say nothing to who reads its numbers.
PLUMBING = {
    "bar", "category_order", "colour", "is_chosen", "plain_label", "row", "row_label", "said",
    "shape", "start", "why",
}  # fmt: skip


@pytest.fixture(scope="module")
def store() -> Path:
    return demo_studies.small_demo_store()


def drawn(noun: str, address: dict[str, str], store: Path) -> dict[str, Figure]:
    """Return the figures that a page offers as files, by name."""
    offered: dict[str, Figure] = {}
    kept = figure.actions

    def actions(shown: Figure, visit: object, name: str, *more: object) -> None:
        offered[name] = shown
        kept(shown, visit, name, *more)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figure, "actions", actions)
        app: AppTest = screens.opened(noun, store, patch, **address)
    assert not app.exception
    return offered


def rows_named(name: str, shown: Figure) -> set[str]:
    """Return how the rows of a figure are called, as far as the narrowest label shows of it."""
    if name == "top":
        return {findings.name(row) for row in shown.rows.iter_rows(named=True)}
    column = NAMED_BY.get(name)
    if column is None:
        return set()
    names = {str(value) for value in shown.rows[column].drop_nulls()}
    if name == "shared":
        names = {part for combination in names for part in combination.split(";")}
    return {findings.short(each)[:12] for each in names if each != "the cohort"}


def must_be_read(name: str, shown: Figure) -> Iterator[str]:
    yield shown.title
    yield shown.caption
    for key in shown.keys(LIGHT):
        yield key.label
    yield from rows_named(name, shown)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def as_in_pictures(chart: Drawing, words: files.Words) -> bytes:
    return str(vl_convert.vegalite_to_svg(files.dressed(chart, words))).encode()


def some_at_once() -> Iterator[Any]:
    """Give those that are drawn in every run of the tests; the others take long."""
    for noun, address, names in PAGES:
        is_drawn = noun in ("gene", "cohorts") or (noun == "overview" and not address)
        yield pytest.param(noun, address, names, marks=[] if is_drawn else [pytest.mark.long])


@pytest.mark.parametrize(("noun", "address", "names"), list(some_at_once()))
def test_a_figure_stands_alone_in_every_format(
    noun: str, address: dict[str, str], names: list[str], store: Path
) -> None:
    offered = drawn(noun, address, store)
    assert set(names) <= offered.keys()
    missing = []
    for name in names:
        shown = offered[name]
        svg, png, pdf = (shown.file(write) for write in (files.svg, files.png, files.pdf))
        texts = texts_of_files.of_svg(svg)
        in_svg = squeezed(" ".join(text.words for text in texts))
        in_pdf = squeezed(texts_of_files.of_pdf(pdf))
        for wanted in must_be_read(name, shown):
            for format_, text in (("svg", in_svg), ("pdf", in_pdf)):
                if squeezed(wanted) not in text:
                    missing.append((name, format_, wanted))
        # Where the words of the PNG stand, which has no room on its sides for other letters.
        placed = shown.file(as_in_pictures)
        width = float(re.search(rb'width="([\d.]+)"', placed)[1])  # type: ignore[index]
        texts = texts_of_files.of_svg(placed)
        missing += [(name, "png", lost) for lost in texts_of_files.without_ink(png, texts, width)]
        table = safe_csv.csv(shown.numbers()).decode()
        header, *cells = csv.reader(io.StringIO(table))
        if not (len(cells) == shown.rows.height and cells):
            missing.append((name, "csv", str(header)))
        missing += [(name, "csv", wrong) for wrong in wrong_numbers(header, cells)]
        missing += [(name, "meaning", each) for each in header if not meaning(each)]
    assert missing == []


def test_a_slide_says_what_was_found_and_that_its_people_are_synthetic(store: Path) -> None:
    offered = drawn("variant", {"v": "rs4244285"}, store)
    shown = replace(offered["groups"], title=f"{offered['groups'].title} =1+1 \u202e")
    (said,) = texts_of_files.of_pptx(slides.pptx([shown.slide("Synthetic people.", "a link")], "x"))
    assert said["headline"] == said["alt"] == f"{offered['groups'].title} =1+1 [U+202E]"
    assert said["texts"].endswith("Synthetic people.")
    assert said["notes"] == f"{shown.caption}\n\na link"


def test_two_call_sets_of_everyone_are_told_apart_in_all_that_a_figure_says(store: Path) -> None:
    everyone = [
        group
        for group in queries.groups.selectable_populations(open_store(store))
        if group.grouping == EVERYONE and group.call_set_id
    ][:2]
    assert len({group.label for group in everyone}) == 1
    a, b = (group.long_label for group in everyone)
    pair = dict(zip("ab", (group.population_id for group in everyone), strict=True))
    for noun, name in (("overview", "top"), ("variant", "difference")):
        shown = drawn(noun, {"v": "rs4244285", **pair}, store)[name]
        assert [key.label for key in shown.keys(LIGHT)] == [f"A: {a}", f"B: {b}"]
        assert f"A: {a}, n " in shown.caption
        assert f"B: {b}, n " in shown.caption
        # The headline is what a picture is said to show, here and on slides.
        assert a in shown.title
        assert b in shown.title


def test_the_headline_of_overview_is_what_was_found(store: Path) -> None:
    shown = drawn("overview", {}, store)["top"]
    assert re.search("(times as|more) common in", shown.title)
    assert shown.caption.startswith("The 10 largest differences between Danish (A) and Chinese (B)")


@pytest.mark.parametrize(("noun", "is_of_drugs"), [("pharmacogenes", True), ("overview", False)])
def test_a_slide_has_the_foot_that_a_pinned_view_of_it_has(
    noun: str, is_of_drugs: bool, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    feet: list[str] = []
    view_of = pinned_figure.view_of

    def kept(shown: Figure, visit: Visit, name: str, *more: object) -> None:
        feet.append(pinned_figure.foot_here(visit))
        assert view_of(shown, visit, name, {}).foot == feet[-1]

    monkeypatch.setattr(figure, "actions", kept)
    assert not screens.opened(noun, store, monkeypatch).exception
    assert {"For research, not for prescribing." in foot for foot in feet} == {is_of_drugs}


def test_letters_of_a_file_do_not_hang_on_the_fonts_of_a_machine() -> None:
    data = {"values": [{}]}
    text = {"mark": {"type": "text", "font": "Source Sans Pro"}, "data": data, "encoding": {}}
    sizes = []
    for words in ("in letters", ""):
        chart = {**text, "encoding": {"text": {"value": words}}, "config": {}}
        sizes.append(len(files.png({**chart, "datasets": {}}, files.Words("", ""))))
    assert sizes[0] > sizes[1] + 500


def wrong_numbers(header: list[str], rows: list[list[str]]) -> Iterator[str]:
    """Yield what has no place among numbers: plumbing, chances of 0, another minus, no number."""
    yield from sorted(PLUMBING.intersection(header))
    for name, *cells in zip(header, *rows, strict=True):
        if re.fullmatch(r"(hwe_)?[pq](_[a-z]+)?", name) and any(
            cell and not 0 < float(cell) < float("inf") for cell in cells
        ):
            yield f"{name} is 0 or no number"
        if any(re.fullmatch(r"(?i)nan|null|[−–].*", cell) for cell in cells):
            yield f"{name} has a number that cannot be read back"


def test_numbers_that_cannot_be_read_back_are_found_out() -> None:
    header = ["p", "difference", "said", "af"]
    assert list(wrong_numbers(header, [["0.0", "−0.5", "x", "0.1"], ["", "1", "y", ""]])) == [
        "said", "p is 0 or no number", "difference has a number that cannot be read back",
    ]  # fmt: skip


def test_a_chance_is_never_0_in_a_file() -> None:
    rows = pl.DataFrame({"p": [0.0, 0.5, None], "q": [1e-310, 1.0, None], "colour": ["a"] * 3})
    drawn = Figure("t", "c", lambda look: None, rows, (), "", Method("all"))
    assert safe_csv.csv(drawn.numbers()).decode().splitlines() == [
        "p,q",
        "1e-300,1e-300",
        "0.5,1.0",
        ",",
    ]


def test_a_picture_without_its_caption_is_found_out(store: Path) -> None:
    shown = drawn("overview", {}, store)["top"]
    words = files.Words(shown.title, shown.caption, shown.keys(LIGHT))
    bare = files.Words(shown.title, "", shown.keys(LIGHT))
    whole = as_in_pictures(shown.build(LIGHT), words)
    texts = texts_of_files.of_svg(whole)
    width = float(re.search(rb'width="([\d.]+)"', whole)[1])  # type: ignore[index]
    png = files.png(shown.build(LIGHT), words)
    assert texts_of_files.without_ink(png, texts, width) == []
    without = files.png(shown.build(LIGHT), bare)
    assert any(
        "Points are AF" in lost for lost in texts_of_files.without_ink(without, texts, width)
    )
    assert "PointsareAF" not in squeezed(texts_of_files.of_pdf(files.pdf(shown.build(LIGHT), bare)))
    # The chart of the page leaves the names of its rows to the links beside it.
    unsaid = texts_of_files.of_svg(as_in_pictures(shown.build(LIGHT), files.Words("", "")))
    on_page = " ".join(text.words for text in unsaid)
    assert not any(name in on_page for name in rows_named("top", shown))
