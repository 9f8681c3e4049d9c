"""What a site calls something is no link on a page, however it is written."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.attacks.hostile_texts import ADDRESSES
from tests.e2e.conftest import running, settled

pytestmark = pytest.mark.long

SCRIPT = Path(__file__).with_name("texts_page.py")


def test_markdown_makes_no_link_of_a_name(page: Page, tiny: Path) -> None:
    with running(tiny, str(SCRIPT)) as address:
        page.goto(address)
        settled(page)
        links = "a[href], img"
        assert page.locator(".st-key-escaped").locator(links).count() == 0
        assert "[U+202E]" in page.locator(".st-key-escaped").inner_text()
        # The control: as they are, most become links.
        assert page.locator(".st-key-raw").locator(links).count() >= len(ADDRESSES) - 2
