"""Pictures of every page and of a story as it is presented, light and dark, at four widths.

`python -m tests.e2e.looks STORE FOLDER`, or `make looks`: to be looked at by a person.
"""

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.e2e.conftest import _QUIET, running, settled

WIDTHS = {390: 844, 820: 1180, 1280: 800, 1920: 1080}
PAGES = {
    "overview": "/", "frequencies": "/frequencies", "frequencies-heat": "/frequencies?view=heat",
    "gene": "/gene?g=CYP2C19", "variant": "/variant?v=rs4244285", "cohorts": "/cohorts",
    "phenotypes": "/phenotypes", "sql": "/sql", "pharmacogenes": "/pharmacogenes",
    "learn": "/learn", "learn-sheet": "/learn?view=answers", "glossary": "/glossary",
    "stories": "/stories", "story": "/stories?story=two_countries",
}  # fmt: skip
PRESENTED = "/stories?story=two_countries&present=yes"


def main() -> None:
    """Write <page>-<light or dark>-<width>.png for each into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium")
    with running(options.store.resolve()) as address, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium, args=list(_QUIET))
        for scheme in ("light", "dark"):
            context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
            page = context.new_page()
            for name, path in PAGES.items():
                page.goto(address + path)
                settled(page)
                _taken(page, options.folder, f"{name}-{scheme}", whole=True)
            page.goto(address + PRESENTED)
            page.wait_for_selector(".deck.open", timeout=120_000)
            for number in range(1, page.locator(".deck .slide").count() + 1):
                _taken(page, options.folder, f"presented-{number}-{scheme}", whole=False)
                page.keyboard.press("PageDown")
            context.close()


def _taken(page: Page, folder: Path, name: str, whole: bool) -> None:
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(400)
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=whole)
    page.set_viewport_size({"width": 1280, "height": 800})


if __name__ == "__main__":
    main()
