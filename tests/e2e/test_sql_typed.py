"""A statement is written, completed, run and left with nothing but keys."""

import pytest
from playwright.sync_api import expect

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
    # Escape and Tab lead to the button that runs it too, and on.
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_focused()


def test_the_place_of_an_error_is_marked_in_the_editor(go: Go) -> None:
    word = statement_link.packed("select\n  group_idd\nfrom known_counts", {})
    page = go(f"/sql?q={word}")
    settled(page)
    expect(page.locator(".cm-lintRange-error")).to_have_text("group_idd")
