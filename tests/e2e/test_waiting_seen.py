"""A question that takes long: its seconds, a way to stop it, and a way to ask again."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import running

pytestmark = pytest.mark.long

SCRIPT = Path(__file__).with_name("slow_page.py")


@pytest.fixture(scope="module")
def slow(tiny: Path) -> Iterator[str]:
    with running(tiny, str(SCRIPT)) as address:
        yield address


def test_a_quick_answer_is_not_announced(page: Page, slow: str) -> None:
    seen: list[str] = []
    page.on("console", lambda message: seen.append(message.text))
    page.add_init_script(
        "new MutationObserver(() => document.body?.innerText.includes('Counting for')"
        " && console.log('announced')).observe(document, {childList: true, subtree: true})"
    )
    page.goto(f"{slow}/?seconds=0.2")
    expect(page.get_by_text("answered after 0.2 s")).to_be_visible()
    assert "announced" not in seen


def test_a_slow_answer_shows_its_seconds_and_then_comes(page: Page, slow: str) -> None:
    page.goto(f"{slow}/?seconds=2.5")
    expect(page.get_by_text(re.compile(r"Counting for 1\.\d s"))).to_be_visible()
    expect(page.get_by_text("answered after 2.5 s")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()


def test_cancel_stops_the_question_and_offers_to_ask_again(page: Page, slow: str) -> None:
    page.goto(f"{slow}/?seconds=60")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Stopped, as you asked.")).to_be_visible(timeout=3_000)
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_text(re.compile("Counting for"))).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Stopped, as you asked.")).to_be_visible(timeout=3_000)
