"""Names that a site sends stay text: on screen, in files, in a terminal and in the search."""

import csv
import io
import json
from pathlib import Path

import altair as alt
import polars as pl
import pytest

from straits import queries
from straits.charts import files, vega
from straits.charts.look import LIGHT, finished, row_names
from straits.exports import safe_csv
from straits.exports.visible_text import visible, visible_rows
from straits.store import Store, open_store
from straits.ui.words.markdown import escape
from tests.attacks.hostile_texts import FORMULAS, TURNED, UNSEEN
from tests.builders import studies, tiny_store
from tests.builders.tiny_store import Block, Calls, CallSet

# What a cell may not begin with: a spreadsheet would run it.
STARTS = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store whose groups are named by formulas and turned letters."""
    names = [*FORMULAS, TURNED]
    blocks = [
        Block("wgs", "XX", 30, {"ethnic_group": name}, {"chr1-100-A-G": Calls(het=2)})
        for name in names
    ]
    return tiny_store.write(
        tmp_path_factory.mktemp("names"), blocks, [CallSet("wgs", "dk")], ["chr1-100-A-G"]
    )


@pytest.fixture(scope="module")
def store(path: Path) -> Store:
    return open_store(path)


@pytest.mark.parametrize("text", UNSEEN)
def test_what_turns_or_hides_text_is_written_as_its_number(text: str) -> None:
    for written in (visible(text), visible_rows(pl.DataFrame({"a": [text]}))["a"][0]):
        assert "[U+" in written
        assert written.isprintable()
    # Markdown has no line ends of its own.
    assert escape(text).isprintable()


@pytest.mark.parametrize(
    "text", ["Ærø", "日本", "العربية", "p.Gly12Asp", "a\nb\tc", "é ñ ü", "µg/l"]
)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_texts_in_a_chart_are_legible_where_they_name_its_colours_too() -> None:
    spec = {
        "encoding": {"color": {"field": "group", "scale": {"domain": [TURNED, "Danish"]}}},
        "datasets": {"rows": pl.DataFrame({"group": [TURNED, "Danish"]})},
    }
    drawn = vega.legible(spec)
    domain = drawn["encoding"]["color"]["scale"]["domain"]
    assert domain == drawn["datasets"]["rows"]["group"].to_list() == [visible(TURNED), "Danish"]
    assert visible(json.dumps(spec["encoding"], ensure_ascii=False)) != json.dumps(
        spec["encoding"], ensure_ascii=False
    )


def test_a_file_of_a_chart_shows_what_is_unseen_in_its_words_and_names_of_rows() -> None:
    axis = row_names([f"Danes {TURNED}", "Malays"], LIGHT)
    chart = alt.Chart(pl.DataFrame({"row": [0, 1]})).mark_point().encode(alt.Y("row:Q", axis=axis))
    # A control that reaches the drawing ends the process.
    written = files.svg(finished(chart, LIGHT), files.Words("One \x1b[2J title", "A caption.", ()))
    drawn = written.decode()
    assert "[U+001B]" in drawn
    assert "\u202e" not in drawn


def test_no_cell_of_a_command_is_a_formula_or_turned(path: Path) -> None:
    done = studies.command(
        "frequencies", "--store", path, "--variant", "chr1-100-A-G", "--format", "csv"
    )  # fmt: skip
    cells = [cell for row in csv.reader(io.StringIO(done.stdout)) for cell in row]
    assert len(cells) > 50
    assert [cell for cell in cells if cell.startswith(STARTS) or "\u202e" in cell] == []
    assert {f"'{name}" for name in FORMULAS} <= set(cells)
    # The control: as Polars writes it.
    raw = pl.DataFrame({"group": FORMULAS}).write_csv()
    assert [cell for row in csv.reader(io.StringIO(raw)) for cell in row if cell.startswith(STARTS)]


def test_a_terminal_is_told_no_control_and_no_turned_text(path: Path) -> None:
    done = studies.command("frequencies", "--store", path, "--variant", "chr1-100-A-G")
    assert "gr[U+202E]oup" in done.stdout
    refused = studies.command("frequencies", "--store", path, "--gene", f"\x1b[31m{TURNED}")
    assert "has no gene" in refused.stderr
    assert "\x1b" not in done.stdout + done.stderr + refused.stderr
    assert "\u202e" not in done.stdout + done.stderr + refused.stderr


@pytest.mark.parametrize("typed", ["cohort:", "cohort:x", "cohort", "cohort:~x"])
def test_what_looks_like_a_cohort_in_a_search_is_text(store: Store, typed: str) -> None:
    assert queries.gene.gene_search(store, typed, limit=5).is_empty()
    assert queries.search.alleles_named(store, typed, 5).is_empty()


def test_safe_csv_writes_what_is_unseen_as_its_number() -> None:
    written = safe_csv.csv(pl.DataFrame({"a": [TURNED], "b": [["x", TURNED]]})).decode()
    assert written.splitlines()[1] == "gr[U+202E]oup exe.png,x;gr[U+202E]oup exe.png"
