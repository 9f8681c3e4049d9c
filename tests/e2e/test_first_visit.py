"""What who comes first is told, and what who returns finds: kept by the browser alone."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Go, settled

pytestmark = pytest.mark.long


def test_what_straits_is_can_be_hidden_for_good_and_pages_opened_last_are_found_again(
    go: Go, watched: Page
) -> None:
    page = go("/")
    welcome = page.locator(".st-key-welcome")
    expect(welcome).to_contain_text("for research, not for the care of a patient")
    assert welcome.locator("a").count() == 3
    expect(page.locator(".show-hints")).to_be_hidden()
    page.locator(".hide-hints").click()
    expect(welcome).to_be_hidden()
    go("/gene?g=MCM6")
    page.wait_for_function("localStorage.getItem('straits-opened-last')")
    go("/")
    expect(page.locator(".st-key-welcome")).to_be_hidden()
    last = page.locator(".opened-last a")
    expect(last).to_have_text(["MCM6 · gene"])
    last.click()
    settled(page)
    assert page.url.endswith("/gene?g=MCM6")
    go("/")
    page.locator(".show-hints").click()
    expect(page.locator(".st-key-welcome")).to_be_visible()


def test_what_the_browser_kept_is_never_markup_nor_a_way_elsewhere(go: Go, watched: Page) -> None:
    page = go("/")
    kept = [
        {"key": "1", "path": "//evil.example/", "title": "<img src=x onerror=alert(1)>"},
        {"key": "2", "path": "javascript:alert(1)", "title": "two"},
    ]
    page.evaluate("kept => localStorage.setItem('straits-opened-last', kept)", json.dumps(kept))
    go("/")
    links = page.locator(".opened-last a")
    expect(links).to_have_text(["<img src=x onerror=alert(1)>", "two"])
    addresses = links.evaluate_all("links => links.map(link => new URL(link.href).host)")
    assert set(addresses) == {page.evaluate("location.host")}
    assert page.locator(".opened-last img").count() == 0
