"""The pages of a ranking: which rows each holds, and the links to files of all of them."""

import re
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from straits.ui.frequencies import ranking_pages
from tests.builders import screens, tiny_store
from tests.builders.screens import Visit, said


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_store.two_sites(tmp_path_factory.mktemp("two_sites"))


@pytest.fixture
def visit(store: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    monkeypatch.setattr(ranking_pages, "ROWS", 1)
    return partial(screens.opened, "frequencies", store, monkeypatch)


@pytest.mark.parametrize("view", ["scatter", "genome", "volcano"])
@pytest.mark.parametrize(
    ("page", "name", "first"),
    [(None, "rs4988235", 1), ("1", "rs4988235", 1), ("2", "rs1229984", 2), ("9", "rs1229984", 2),
     ("0", "rs4988235", 1), ("x", "rs4988235", 1)],
)  # fmt: skip
def test_the_address_names_the_page_and_one_beyond_the_last_is_the_last(
    visit: Visit, view: str, page: str | None, name: str, first: int
) -> None:
    app = visit(view=view, page=page)
    assert not app.exception
    assert app.dataframe[0].value["name"].to_list() == [name]
    text = said(app)
    assert f"Rows {first} to {first} of 2" in text
    # The finding is of the whole ranking, whichever page is open.
    assert "rs4988235" in text.split("Rows")[0]
    assert f"The point and the row are number {first} of the 2 variants compared" in text


def test_rows_of_one_page_need_no_choice(visit: Visit) -> None:
    text = said(visit(variants="rs4988235"))
    assert "Rows 1" not in text
    assert "The point and the row are the one variant compared" in text


def test_another_order_or_filter_leads_back_to_the_first_page(visit: Visit) -> None:
    app = visit(page="2")
    box = next(each for each in app.selectbox if each.label == "Rank by")
    app = box.select("p").run()
    assert app.query_params["order"] == "p"
    assert "page" not in app.query_params
    assert "Rows 1 to 1 of 2" in said(app)


def test_another_view_keeps_the_page(visit: Visit) -> None:
    app = visit(page="2")
    view = next(each for each in app.get("button_group") if each.label == "View")
    app = view.set_value("volcano").run()
    assert "Rows 2 to 2 of 2" in said(app)


def links_of(app: object) -> dict[str, dict[str, list[str]]]:
    """Return the parameters of the links to files, by what the files are called."""
    found = re.findall(r"\]\(\./(differences\.\w+)\?([^)]+)\)", links_text(app))
    return {name: parse_qs(query) for name, query in found}


def test_links_to_files_hold_the_address_of_the_page_but_what_is_of_the_screen(
    visit: Visit,
) -> None:
    app = visit(filter="no", page="2", view="volcano", af_max="0.5", variants="chr4:1-100000000")
    links = links_of(app)
    assert list(links) == ["differences.csv", "differences.parquet", "differences.xlsx"]
    for asked in links.values():
        assert asked == {
            "a": ["group:ethnic_group/Danish@dk_wgs"],
            "b": ["group:ethnic_group/Chinese@sg_wgs"],
            "people": ["all"], "r": ["r1"], "filter": ["no"], "af_max": ["0.5"],
            "variants": ["chr4:1-100000000"],
        }  # fmt: skip
    assert "in genome order" in links_text(app)
    assert "in the order of the ranking" in links_text(visit(order="ratio"))


def links_text(app: object) -> str:
    (text,) = [each.value for each in app.markdown if "differences.csv" in each.value]
    return text
