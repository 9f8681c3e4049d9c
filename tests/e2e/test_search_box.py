"""The search box in the browser: suggestions, keys, and what happens without the script."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Go, settled

pytestmark = pytest.mark.long

BOX = "#search-box"


def options(page: Page) -> list[str]:
    return page.locator("form.search [role=option] b").all_inner_texts()


def test_a_slash_puts_the_cursor_into_the_box_and_typing_suggests(go: Go) -> None:
    page = go("/")
    page.keyboard.press("/")
    page.keyboard.type("adh")
    expect(page.get_by_role("option").first).to_be_visible()
    assert page.locator(BOX).input_value() == "adh"
    assert options(page) == ["ADH1B", "ADH1C"]


def test_a_suggestion_is_taken_by_keys_alone(go: Go) -> None:
    page = go("/frequencies?b=group:ethnic_group/Malay@sg_wgs")
    box = page.locator(BOX)
    box.press_sequentially("adh")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    box.press("ArrowDown")
    box.press("ArrowUp")
    active = box.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    page.wait_for_url(re.compile(r"/gene\?g=ADH1B&b="))
    settled(page)


def test_a_suggestion_is_taken_by_a_click(go: Go) -> None:
    page = go("/")
    page.locator(BOX).press_sequentially("p105")
    page.get_by_role("option", name=re.compile("MCM6")).click()
    page.wait_for_url(re.compile("g=MCM6"))


def test_escape_closes_the_list_and_leaves_what_was_typed(go: Go) -> None:
    page = go("/")
    box = page.locator(BOX)
    box.press_sequentially("adh")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("option").first).to_be_hidden()
    assert box.input_value() == "adh"


def test_a_slash_typed_into_another_box_stays_there(go: Go) -> None:
    page = go("/frequencies")
    place = page.get_by_label("Gene or region")
    place.press_sequentially("a/b")
    expect(place).to_have_value("a/b")


@pytest.mark.parametrize("typed", ["MCM6", "rs4988235"])
def test_the_box_searches_without_the_script(browser: Browser, served: str, typed: str) -> None:
    context = browser.new_context()
    context.route("**/straits.js*", lambda route: route.abort())
    page = context.new_page()
    page.goto(served + "/")
    settled(page)
    page.locator(BOX).fill(typed)
    page.locator(BOX).press("Enter")
    page.wait_for_url(re.compile("/(gene|variant)"))
    assert urlsplit(page.url).path in ("/gene", "/variant")
    context.close()
