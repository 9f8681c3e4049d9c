"""What every page looks like from a phone to a wide screen, and how it is read without eyes."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Go, settled

pytestmark = pytest.mark.long

ADDRESSES = (
    "/", "/frequencies", "/frequencies?view=heat", "/frequencies?view=shared",
    "/frequencies?view=fst", "/frequencies?view=diversity", "/gene", "/gene?g=MCM6", "/phenotypes",
    "/variant?v=rs4988235",
)  # fmt: skip

# What ends to the right of the page and is no part of something that can be scrolled to it.
CUT = """() => {
  const right = document.documentElement.clientWidth;
  const scrolls = (element) => {
    for (let each = element.parentElement; each; each = each.parentElement)
      if (/auto|scroll/.test(getComputedStyle(each).overflowX) && each.dataset.testid !== "stMain")
        return true;
    return false;
  };
  return [...document.querySelectorAll("[data-testid=stMainBlockContainer] *")]
    .filter((element) => element.getClientRects().length && !element.closest(".search label"))
    // Of a chart what is written; lands of a map may lie beyond it.
    .filter((element) => !element.closest("svg") || /^(svg|text)$/.test(element.tagName))
    .filter((element) => element.getBoundingClientRect().right > right + 1 && !scrolls(element))
    .map((element) => `${element.tagName} ${element.textContent.slice(0, 40)}`);
}"""

# Links to pages and choices of A and B that lie over one another.
COVERED = """() => {
  const parts = ".st-key-navigation a, .st-key-pair [data-testid=stSelectbox], .st-key-swap a";
  const boxes = [...document.querySelectorAll(parts)]
    .map((part) => [part.textContent, part.getBoundingClientRect()]);
  return boxes.flatMap(([name, box], place) => boxes.slice(place + 1)
    .filter(([, other]) => other.left < box.right - 1 && box.left < other.right - 1
      && other.top < box.bottom - 1 && box.top < other.bottom - 1)
    .map(([other]) => `${name} over ${other}`));
}"""

# Puts the first link to a page where A is chosen.
ON_IT = """() => {
  const link = document.querySelector(".st-key-navigation a");
  const box = document.querySelector(".st-key-pair [data-testid=stSelectbox]");
  const {left, top} = box.getBoundingClientRect();
  Object.assign(link.style, {position: "fixed", left: `${left}px`, top: `${top}px`});
}"""

# Names that a screen reader would read out with the marks of Markdown in them.
MARKED = r"""() => [...document.querySelectorAll("[aria-label], [alt], [title]")]
  .flatMap((element) => ["aria-label", "alt", "title"].map((name) => element.getAttribute(name)))
  .filter((name) => name && /\\[^ ]|\*\*|:[a-z]+\[|\]\{/.test(name))"""

# Words that are wider than what they stand in: chosen values, what is open and who reads, names of
# genes and phenotypes in lists.
SHORTENED = """() => {
  const parts = "[data-tag], [data-testid=stMultiSelectTagsContainer], .st-key-study p, "
    + ".st-key-top-links a, .st-key-dictionary a, [role=radiogroup], [role=tablist]";
  return [...document.querySelectorAll(parts)]
    .flatMap((part) => [part, ...part.querySelectorAll("span, p")])
    .filter((part) => part.clientWidth && part.scrollWidth > part.clientWidth + 1)
    .map((part) => `${part.tagName} ${part.textContent.slice(0, 40)}`);
}"""

# How much of the screen moved by how much of it, added up (web.dev/articles/cls).
SHIFTS = """() => new Promise((told) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) sum += shift.value;
  }).observe({type: "layout-shift", buffered: true});
  setTimeout(() => told(sum), 200);
})"""


def left_over(page: Page, script: str) -> list[str]:
    """Return what a script finds once the page had time to lay itself out anew."""
    found: list[str] = []
    for _ in range(20):
        page.wait_for_timeout(250)
        found = page.evaluate(script)
        if not found:
            break
    return found


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_cut_and_no_name_has_markup(go: Go, watched: Page, address: str) -> None:
    page = go(address)
    assert page.evaluate(MARKED) == []
    main = page.locator('[data-testid="stMain"]')
    for width in (960, 820, 390):
        watched.set_viewport_size({"width": width, "height": 844})
        assert (width, left_over(page, CUT)) == (width, [])
        assert (width, left_over(page, COVERED)) == (width, [])
        assert main.evaluate("main => main.scrollWidth - main.clientWidth") <= 0


@pytest.mark.parametrize(
    "address", ["/", "/phenotypes", "/frequencies?type=snv,mnv&consequence=missense,synonymous"]
)
def test_words_are_whole_on_every_screen(go: Go, watched: Page, address: str) -> None:
    go(address)
    for width in (1280, 960, 820, 390):
        watched.set_viewport_size({"width": width, "height": 844})
        assert (width, left_over(watched, SHORTENED)) == (width, [])


def test_what_is_cut_or_covered_is_found_out(go: Go) -> None:
    page = go("/gene")
    page.evaluate("document.querySelector('.st-key-study p').style.whiteSpace = 'nowrap'")
    page.evaluate("document.querySelector('.st-key-study p').style.width = '40px'")
    assert page.evaluate(SHORTENED) != []
    page.evaluate(ON_IT)
    assert page.evaluate(COVERED) != []
    page.evaluate("document.querySelector('h1').style.width = '1900px'")
    assert page.evaluate(CUT) != []


@pytest.mark.parametrize("address", [*ADDRESSES, "/cohorts", "/phenotypes?p=bmi"])
def test_what_is_read_stays_where_it_is_while_a_page_comes(
    go: Go, watched: Page, address: str
) -> None:
    # Streamlit's own parts are in memory, as they are for who has opened any page.
    go("/")
    page = go(address)
    moved = page.evaluate(SHIFTS)
    assert moved < 0.1


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_chart_takes_up_the_room_that_was_kept_for_it(go: Go, address: str) -> None:
    page = go(address)
    for room in page.locator('[class*="st-key-room-"]').all():
        room.scroll_into_view_if_needed()
        drawn = room.locator('[data-testid="stVegaLiteChart"]').first
        expect(drawn.locator("svg, canvas").first).to_be_visible()
        kept, taken = room.bounding_box(), drawn.bounding_box()
        assert kept is not None
        assert taken is not None
        # The room grows with what is too large for it, and then it was not kept.
        assert 0 <= kept["height"] - taken["height"] <= 24


def test_text_grows_on_a_wide_screen(go: Go, watched: Page) -> None:
    sizes = []
    for width in (1280, 1920):
        watched.set_viewport_size({"width": width, "height": 1000})
        page = go("/gene?g=MCM6")
        sizes.append(page.locator("h1").evaluate("h1 => parseFloat(getComputedStyle(h1).fontSize)"))
    assert sizes[1] > 1.1 * sizes[0]


def test_the_table_of_a_gene_is_seen_without_scrolling(go: Go) -> None:
    table = go("/gene?g=MCM6").locator('[data-testid="stDataFrame"]').first
    place = table.bounding_box()
    assert place is not None
    # Room for its head and at least five rows.
    assert place["y"] + 6 * 28 < 800


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/gene?g=MCM6", "MCM6 · gene · Straits"),
        ("/variant?v=rs4988235", "rs4988235 · MCM6 · Straits"),
        ("/gene", "How do allele frequencies within a gene differ between A and B · Straits"),
    ],
)
def test_a_tab_is_called_by_what_it_shows(go: Go, address: str, title: str) -> None:
    expect(go(address)).to_have_title(title)


@pytest.mark.parametrize("how", [{"modifiers": ["ControlOrMeta"]}, {"button": "middle"}])
def test_a_link_opens_beside_the_page_if_asked_to(go: Go, how: dict[str, Any]) -> None:
    page = go("/")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Frequencies").first.click(**how)
    beside = opened.value
    settled(beside)
    expect(beside).to_have_url(re.compile("/frequencies"))
    expect(beside.locator("h1")).to_have_text(re.compile("differ most between A and B"))
    beside.close()
    expect(page.locator("h1")).to_have_text(re.compile("who is in the study"))


def test_a_table_is_passed_with_one_tab(go: Go) -> None:
    page = go("/gene?g=MCM6")
    table = page.locator('[data-testid="stDataFrame"]').first
    inside = "table => table.contains(document.activeElement)"
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 120, box["y"] + 50)
    assert table.evaluate(inside)
    page.keyboard.press("Tab")
    assert not table.evaluate(inside)


def test_a_name_with_markup_is_found_out(go: Go) -> None:
    page = go("/gene")
    page.evaluate("document.querySelector('h1').setAttribute('aria-label', '**MCM6** :gray[2]')")
    assert page.evaluate(MARKED) == ["**MCM6** :gray[2]"]
