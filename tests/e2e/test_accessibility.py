"""What axe-core has to say of every page, in light and in dark: all its rules, of any impact."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import VIEWPORT, settled

pytestmark = pytest.mark.long

axe = pytest.importorskip(
    "axe_playwright_python", reason="axe-playwright-python, which brings axe-core, is not installed"
)

ADDRESSES = (
    "/", "/?tab=quality", "/frequencies?type=snv", "/frequencies?view=genome",
    "/frequencies?view=volcano", "/frequencies?view=heat", "/frequencies?view=shared",
    "/frequencies?view=fst", "/frequencies?view=diversity", "/gene", "/gene?g=MCM6",
    "/gene?g=nothing", "/phenotypes", "/sql", "/sql?view=frequency_spectrum", "/variant",
    "/variant?v=rs4988235", "/variant?v=rs1", "/cohorts", "/pharmacogenes", "/stories", "/learn",
    "/glossary", "/bundles",
)  # fmt: skip


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Page]:
    """A tab into which axe can be put, which the policy of a page would not allow."""
    context = browser.new_context(bypass_csp=True, viewport=VIEWPORT)
    yield context.new_page()
    context.close()


def violations(page: Page, *rules: str) -> dict[str, list[str]]:
    """Return what breaks some rules of axe, or any of them, by rule."""
    only = {"runOnly": list(rules)} if rules else {}
    found: dict[str, Any] = page.evaluate("options => axe.run(options)", only)
    return {
        rule["id"]: [node["html"][:120] for node in rule["nodes"]] for rule in found["violations"]
    }


def opened(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(address)
    settled(page)
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text())


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_can_be_read_by_everybody(reader: Page, served: str, address: str) -> None:
    opened(reader, served + address)
    assert violations(reader) == {}
    # In the dark nothing is another but the colours.
    reader.emulate_media(color_scheme="dark")
    reader.wait_for_timeout(300)
    settled(reader)
    assert violations(reader, "color-contrast") == {}


def test_a_heading_out_of_order_is_found_out(reader: Page, served: str) -> None:
    opened(reader, f"{served}/variant")
    reader.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<h4>Far</h4>')")
    assert "heading-order" in violations(reader)
