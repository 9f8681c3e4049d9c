"""What axe-core (WCAG 2.1 A and AA) has to say of every page, in light and in dark."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import settled

axe = pytest.importorskip(
    "axe_playwright_python", reason="axe-playwright-python, which brings axe-core, is not installed"
)

ADDRESSES = ("/", "/frequencies", "/gene", "/gene?g=MCM6", "/variant?v=rs4988235")

# Vega draws the frame of a drag and its groups as graphics without a name, and offers no way to
# give them one; the chart as a whole has its finding as text alternative.
KNOWN = {"svg-img-alt"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_can_be_read_by_everybody(
    browser: Browser, served: str, address: str, scheme: str
) -> None:
    # axe is put into the page, which the policy of the page would not allow.
    context = browser.new_context(
        bypass_csp=True, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(served + address)
    settled(page)
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text())
    found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})")
    said = {
        one["id"]: [node["html"][:120] for node in one["nodes"]]
        for one in found["violations"]
        if one["id"] not in KNOWN
    }
    context.close()
    assert not said
