"""What a reader does with a comparison: change the view, mark a stretch, ask for an explanation."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Go, settled
from tests.e2e.test_visit import params

pytestmark = pytest.mark.long

CHART = '[data-testid="stVegaLiteChart"] svg'
VIEWS = ("scatter", "genome", "volcano", "heat", "shared", "fst")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_drawn_in_light_and_in_dark(
    go: Go, watched: Page, view: str, scheme: str
) -> None:
    watched.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page = go(f"/frequencies?view={view}")
    expect(page.locator(CHART).first).to_be_visible()
    assert page.locator('[data-testid="stException"]').count() == 0


def test_a_view_is_in_the_address_and_back_leaves_it(go: Go) -> None:
    page = go("/frequencies")
    page.get_by_role("radio", name="Volcano").click()
    page.wait_for_url(re.compile("view=volcano"))
    settled(page)
    assert params(page)["view"] == "volcano"
    page.go_back()
    settled(page)
    assert "view" not in params(page)


def test_dragging_along_the_genome_lists_what_lies_there(go: Go) -> None:
    page = go("/frequencies?view=genome")
    box = page.locator(CHART).first.bounding_box()
    assert box
    # rs4988235 of chr2 is on the left, rs1229984 of chr4 on the right.
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.62, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, middle, steps=8)
    page.mouse.up()
    expect(page.get_by_text("1 of 2 variants lies in the stretch marked")).to_be_visible()


def test_a_number_is_explained_beside_it(go: Go) -> None:
    page = go("/variant?v=rs4988235")
    page.get_by_role("button", name="Explain these numbers").first.click()
    expect(page.get_by_text("150 / 200")).to_be_visible()


@pytest.mark.parametrize("address", ["/frequencies", "/variant?v=rs4988235"])
def test_no_page_scrolls_sideways(go: Go, address: str) -> None:
    page = go(address)
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= seen


def test_a_pasted_list_of_genes_is_in_the_address_and_back_takes_it_out(go: Go) -> None:
    page = go("/frequencies")
    page.get_by_role("button", name="Gene list").click()
    page.get_by_role("textbox", name="Genes").fill("adh1b\nNOSUCHGENE")
    page.get_by_role("button", name="Look within these genes").click()
    page.wait_for_url(re.compile("genes="))
    settled(page)
    assert params(page)["genes"] == "adh1b,NOSUCHGENE"
    expect(page.get_by_role("button", name="1 gene: ADH1B")).to_be_visible()
    expect(page.get_by_text("No gene of this release: NOSUCHGENE")).to_be_visible()
    expect(page.get_by_text("1 variant in 1 gene")).to_be_visible()
    page.go_back()
    settled(page)
    assert "genes" not in params(page)
    expect(page.get_by_role("button", name="1 gene: ADH1B")).to_be_hidden()


def test_a_file_of_genes_is_read(go: Go, tmp_path: Path) -> None:
    file = tmp_path / "panel.txt"
    file.write_text("# two genes\nMCM6\nADH1B\n")
    page = go("/frequencies")
    page.get_by_role("button", name="Gene list").click()
    page.locator('input[type="file"]').set_input_files(str(file))
    expect(page.get_by_text("panel.txt")).to_be_visible()
    page.get_by_role("button", name="Look within these genes").click()
    page.wait_for_url(re.compile("genes="))
    settled(page)
    expect(page.get_by_role("button", name="2 genes: MCM6, ADH1B")).to_be_visible()
