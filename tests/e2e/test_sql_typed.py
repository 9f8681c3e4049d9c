"""A statement is written, completed, run and left with nothing but keys."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from straits.ui.address import statement_link
from tests.e2e.conftest import Go, settled

pytestmark = pytest.mark.long


def test_a_statement_is_written_run_and_left_by_keyboard_alone(go: Go) -> None:
    page = go("/sql")
    editor = page.get_by_role("textbox", name="SQL statement")
    editor.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("select k.groupi")
    page.keyboard.press("Escape")
    page.keyboard.type("\nfrom known_counts as k")
    page.keyboard.press("Escape")
    for key in ("ArrowUp", "End"):
        page.keyboard.press(key)
    # After an alias its columns are offered.
    page.keyboard.press("Control+Space")
    options = page.locator(".cm-tooltip-autocomplete li")
    expect(options.first).to_have_text("grouping")
    # The editor takes no key for the list in the first moment that it stands there.
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    expect(editor).to_contain_text("select k.grouping")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".st-key-sql-told")).to_contain_text("rows in")
    # What is changed after a run stays, though the address now says what was run.
    page.keyboard.press("Control+End")
    page.keyboard.type("\nlimit 3")
    page.wait_for_timeout(3000)
    expect(editor).to_contain_text("limit 3")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".st-key-sql-told")).to_contain_text("3 rows in")
    # What is kept is what was run, and not what the page began with.
    page.get_by_role("button", name="Copy link").click()
    link = page.locator("[data-testid=stPopoverBody] code").last.inner_text()
    kept, _ = statement_link.unpacked(parse_qs(urlsplit(link).query)["q"][0])
    assert kept.endswith("limit 3")
    page.keyboard.press("Escape")
    editor.focus()
    # Escape and Tab lead to the button that runs it too, and on.
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_focused()


def test_the_place_of_the_editor_is_kept_until_it_is_there(go: Go, page: Page) -> None:
    held: list[Route] = []
    page.route("**/editor.js*", lambda route: held.append(route))
    go("/sql")
    room, shelf = page.locator(".st-key-sql-space"), page.locator(".st-key-sql-shelf")
    kept, below = room.bounding_box(), shelf.bounding_box()
    editor = page.get_by_role("textbox", name="SQL statement")
    assert editor.count() == 0
    assert held
    for each in held:
        each.continue_()
    expect(editor).to_be_visible()
    settled(page)
    drawn, after = page.locator("[class*=st-key-sql-editor]").bounding_box(), shelf.bounding_box()
    page.unroute("**/editor.js*")
    assert None not in (kept, below, drawn, after)
    assert drawn["height"] == pytest.approx(kept["height"], abs=2)
    assert drawn["width"] == pytest.approx(kept["width"], abs=2)
    assert after["y"] == pytest.approx(below["y"], abs=2)


def test_the_place_of_an_error_is_marked_in_the_editor(go: Go) -> None:
    word = statement_link.packed("select\n  group_idd\nfrom known_counts", {})
    page = go(f"/sql?q={word}")
    settled(page)
    expect(page.locator(".cm-lintRange-error")).to_have_text("group_idd")


def test_a_file_dropped_into_the_folder_is_a_view_after_a_reload_and_goes_with_it(
    go: Go, own_views: Path
) -> None:
    path = own_views / "genes_of_contig.sql"
    path.write_text(
        "-- One row per contig: how many genes of the release lie on it.\n--\n-- grain: contig\n"
        "select\n    contig,\n    count(*) as n_genes\nfrom staging.genes\ngroup by contig\n"
    )
    (own_views / "broken.sql").write_text("-- One row.\nselect\n    nothing\nfrom staging.genes\n")
    page = go("/sql?view=genes_of_contig")
    settled(page)
    expect(page.get_by_role("heading", name="Genes of contig")).to_be_visible()
    expect(page.locator(".st-key-sql-told")).to_contain_text("row")
    # A broken one says so with its line, and harms nothing else.
    page = go("/sql?of=broken")
    settled(page)
    expect(page.get_by_text("broken.sql: line 3, column 5")).to_be_visible()
    for each in own_views.iterdir():
        each.unlink()
    page = go("/sql?view=genes_of_contig")
    settled(page)
    expect(page.get_by_text("There is no view 'genes_of_contig' here")).to_be_visible()
