"""Recordings of what the product says: alike ones have no difference, and a changed count has."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from straits.store import open_store
from tests.builders import phenotype_study, tiny_store
from tests.recording import addresses, parameters, plain, record, screen_elements
from tests.recording.__main__ import main
from tests.recording.compare import Difference, compare, report
from tests.recording.record import Entry

Element = list[object]

# One mean as two threads and as three add it up, and another that differs within its digits.
_MEANS = ("42.50337499999999", "42.50337500000007", "42.5033751")


@pytest.fixture
def recorded(tmp_path: Path):
    """Give a function that writes the elements of one page into a folder of its own."""

    def write(name: str, *said: Element, at: str = "page overview") -> Path:
        (tmp_path / name).mkdir(exist_ok=True)
        record.write(tmp_path / name / "pages.jsonl.gz", iter([(at, [list(one) for one in said])]))
        return tmp_path / name

    return write


def markdown(text: str) -> Element:
    return ["markdown", {"body": text}]


def test_alike_recordings_have_no_difference(recorded):
    pages = [recorded(name, markdown("200 people"), ["title", {"body": "Who?"}]) for name in "ab"]
    assert compare(*pages) == {}
    first, second = ((page / "pages.jsonl.gz").read_bytes() for page in pages)
    assert first == second


def test_a_changed_number_is_named_with_its_page_and_element(recorded):
    before = recorded("a", ["title", {"body": "Who?"}], markdown("200 people"))
    after = recorded("b", ["title", {"body": "Who?"}], markdown("201 people"))
    found = compare(before, after)
    assert found == {Difference("markdown.body", "200 people", "201 people"): ["page overview"]}
    assert "before  200 people" in report(found)


def test_the_command_prints_differences_and_tells_by_its_exit_code(recorded, capsys):
    work = recorded("a", markdown("200 people")).parent
    recorded("alike", markdown("200 people"))
    recorded("other", markdown("201 people"))
    command = ["compare", "--work", str(work), "a"]
    assert main([*command, "alike"]) == 0
    assert main([*command, "other"]) == 1
    assert "after   201 people" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="2"):
        main([*command, "nowhere"])


def test_an_element_that_came_in_between_moves_no_other(recorded):
    before = recorded("a", markdown("one"), ["caption", {"body": "two"}])
    after = recorded("b", markdown("one"), ["info", {"body": "new"}], ["caption", {"body": "two"}])
    ((difference, _),) = compare(before, after).items()
    assert (difference.element, difference.before) == ("info", "(nothing)")


def test_a_page_that_is_gone_is_a_difference(recorded):
    before, after = recorded("a", markdown("x")), recorded("b", markdown("x"), at="page gene")
    assert len(compare(before, after)) == 2


def test_the_same_change_of_many_pages_is_said_once(tmp_path: Path):
    for name, said in (("a", "old"), ("b", "new")):
        (tmp_path / name).mkdir()
        entries: Iterator[Entry] = ((f"page {n}", [["markdown", {"body": said}]]) for n in range(5))
        record.write(tmp_path / name / "pages.jsonl.gz", entries)
    text = report(compare(tmp_path / "a", tmp_path / "b"))
    assert "and 2 more" in text
    assert "1 differences at 5 questions" in text


def test_a_row_beyond_those_that_are_written_out_is_still_compared():
    frame = pl.DataFrame({"ac": range(2 * plain.MOST_ROWS)})
    changed = frame.with_columns(pl.col("ac").replace(2 * plain.MOST_ROWS - 1, 0))
    assert plain.table(frame) != plain.table(changed)


def test_the_order_of_rows_counts_only_where_sql_orders_them():
    one, other = pl.DataFrame({"ac": [1, 2]}), pl.DataFrame({"ac": [2, 1]})
    assert plain.table(one) != plain.table(other)
    assert plain.table(one, is_ordered=False) == plain.table(other, is_ordered=False)


def test_releases_paths_seconds_and_last_digits_are_not_differences():
    said = "release 20261128-191758-ff18 in /tmp/a/store, Counting for 0.8 s"
    assert plain.text(said) == "release <release> in <path>, Counting for <seconds>"
    assert plain.value(0.1 + 0.2) == plain.value(0.3)
    assert plain.value(0.3001) != plain.value(0.3)
    row, again, other = (f"malay,344,{mean},XX" for mean in _MEANS)
    assert plain.text(row) == plain.text(again) != plain.text(other)
    assert plain.text("1.2.3456789012, v1.23456789012") == "1.2.3456789012, v1.23456789012"


def test_a_count_changed_in_sql_is_found_in_its_query_and_on_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    read = Path.read_text

    def said_by(name: str, count: str) -> Path:
        # A store keeps its answers, so that each side reads one of its own.
        store = tiny_store.two_sites(tmp_path / "stores" / name)

        def changed(path: Path, *more: str, **named: str) -> str:
            text = read(path, *more, **named)
            if path.stem != "variant_counts":
                return text
            return text.replace("n_alleles as", f"{count} as")

        monkeypatch.setattr(Path, "read_text", changed)
        monkeypatch.setenv("STRAITS_STORE", str(store))
        answer = record.answer(open_store(store), "variant_counts", {}, is_ordered=True)
        page = screen_elements.shown("overview", {"tab": "genotypes"})
        (tmp_path / name).mkdir()
        said: list[Entry] = [("query", answer), ("page", page), ("other", [["title", {}]])]
        record.write(tmp_path / name / "pages.jsonl.gz", iter(said))
        return tmp_path / name

    before, alike = said_by("before", "n_alleles"), said_by("alike", "n_alleles")
    assert compare(before, alike) == {}
    found = compare(before, said_by("after", "n_alleles + 1"))
    assert {at for places in found.values() for at in places} == {"query", "page"}


def test_a_page_is_recorded_with_its_text_chart_links_widgets_and_files(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("STRAITS_STORE", str(phenotype_study.store("open")))
    page = screen_elements.shown("phenotypes", {"p": "hba1c"}, with_pictures=True)
    kinds = {element for element, _ in page}
    assert {"title", "markdown", "page_link", "selectbox", "vega_lite_chart", "file"} <= kinds
    (chart, *_) = (said for element, said in page if element == "vega_lite_chart")
    assert chart["spec"]["$schema"].startswith("https://vega.github.io/schema/vega-lite")
    assert chart["datasets"][0]["data"]["data"]["rows"]
    files = {said["label"]: said for element, said in page if element == "file"}
    (head, *_) = (line for line in files["CSV"]["lines"] if not line.startswith("#"))
    assert head.startswith("site_id,")
    assert files["SVG"]["content"].startswith("bytes ")


def test_every_query_is_asked_with_the_values_that_its_header_declares():
    bundles = parameters.values(phenotype_study.store("open"), ["0123456789abcdef"])
    for path in record.QUERIES.rglob("*.sql"):
        declared = parameters.header(path)
        sets = parameters.sets(path.stem, declared, bundles)
        assert sets
        assert all(each.keys() == declared.keys() for each in sets)


def test_no_address_or_command_is_written_twice():
    links = dict.fromkeys(addresses.SENTENCES, "~x")
    lines = [one.line for one in addresses.addresses(links)] + addresses.commands()
    assert len(lines) == len(set(lines)) > 400
