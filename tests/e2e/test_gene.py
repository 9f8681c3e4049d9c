"""The page of a gene in the browser: zoom, introns, columns, picks, and the theme."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Go, settled
from tests.e2e.test_visit import params

pytestmark = pytest.mark.long

CHART = '[data-testid="stVegaLiteChart"] svg'


def drag_along_the_strip(page: Page, start: float, end: float) -> None:
    """Drag from one share of the chart's width to another, over the strip at its foot."""
    # All of the chart may be higher than the window.
    page.locator(CHART).evaluate("chart => chart.scrollIntoView({block: 'end'})")
    box = page.locator(CHART).bounding_box()
    assert box is not None
    strip = box["y"] + box["height"] - 40
    page.mouse.move(box["x"] + box["width"] * start, strip)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * (start + end) / 2, strip, steps=5)
    page.mouse.move(box["x"] + box["width"] * end, strip, steps=5)
    page.mouse.up()


def test_a_zoom_is_in_the_address_and_opens_again_from_a_link(go: Go) -> None:
    page = go("/gene?g=ADH1B&filter=no")
    expect(page.get_by_text("2 variants compared", exact=True)).to_be_visible()
    drag_along_the_strip(page, 0.75, 0.83)
    page.wait_for_url(re.compile("zoom="))
    expect(page.get_by_text("in view")).to_be_visible()
    low, high = (int(end) for end in params(page)["zoom"].split("-"))
    assert 99304971 < low < high < 99321442
    zoom = params(page)["zoom"]
    go(f"/gene?g=ADH1B&filter=no&zoom={zoom}")
    expect(page.get_by_text(f"({low:,}–{high:,})")).to_be_visible()
    expect(page.locator(f"{CHART} .view_brush path")).to_be_visible()


def test_back_takes_a_zoom_away(go: Go) -> None:
    page = go("/gene?g=ADH1B&filter=no")
    drag_along_the_strip(page, 0.75, 0.83)
    page.wait_for_url(re.compile("zoom="))
    expect(page.get_by_text("in view")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("2 variants compared", exact=True)).to_be_visible()
    assert "zoom" not in params(page)


def test_introns_are_shrunk_on_demand_and_the_axis_says_so(go: Go) -> None:
    page = go("/gene?g=ADH1B&filter=no")
    page.get_by_text("Shrink introns").click()
    page.wait_for_url(re.compile("shrunk=yes"))
    settled(page)
    assert params(page)["g"] == "ADH1B"


def test_the_columns_of_the_table_are_in_the_address(go: Go) -> None:
    page = go("/gene?g=MCM6&columns=place,hom")
    page.get_by_role("button", name="Columns", exact=True).click()
    expect(page.get_by_role("combobox", name=re.compile("Columns of the table"))).to_be_visible()
    box = page.locator('[data-testid="stMultiSelect"]', has_text="Columns of the table")
    expect(box).to_contain_text("Position")
    expect(box).to_contain_text("Homozygotes")
    expect(box).not_to_contain_text("ClinVar")


def test_a_head_picked_offers_its_variant(go: Go) -> None:
    page = go("/gene?g=MCM6")
    page.locator(f'{CHART} g.mark-symbol path[aria-label*="rs4988235"]').first.click()
    expect(page.get_by_role("link", name="Open variant rs4988235")).to_be_visible()


def test_a_chart_changes_its_colours_with_the_theme(go: Go) -> None:
    page = go("/gene?g=MCM6")
    drawn = page.locator(CHART)
    expect(drawn).to_have_css("background-color", "rgb(255, 255, 255)")
    page.emulate_media(color_scheme="dark")
    expect(drawn).to_have_css("background-color", "rgb(16, 19, 23)")
    page.emulate_media(color_scheme="light")
    expect(drawn).to_have_css("background-color", "rgb(255, 255, 255)")
