"""What a reader does in the browser: look, click, go back, search, pick, zoom, take away."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.builders import tiny_store
from tests.e2e.conftest import Go, running, settled

ADDRESSES = (
    "/", "/frequencies", "/gene", "/gene?g=MCM6", "/phenotypes", "/variant?v=rs4988235", "/variant",
)  # fmt: skip


def params(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_opens_in_light_and_in_dark(
    go: Go, watched: Page, address: str, scheme: str
) -> None:
    watched.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page = go(address)
    expect(page.locator("h1")).to_have_text(re.compile(r"\?$"))
    assert page.locator('[data-testid="stException"]').count() == 0
    ground = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 19, 23)"}[scheme]


def test_a_chart_stands_on_the_ground_of_the_page(go: Go, watched: Page) -> None:
    watched.emulate_media(color_scheme="dark")
    page = go("/frequencies")
    drawn = page.locator('[data-testid="stVegaLiteChart"] svg')
    expect(drawn).to_have_css("background-color", "rgb(16, 19, 23)")


@pytest.mark.parametrize("width", [1240, 1300])
def test_the_settings_stand_in_one_line_where_their_boxes_can_give_way(
    go: Go, watched: Page, width: int
) -> None:
    watched.set_viewport_size({"width": width, "height": 800})
    row = go("/frequencies").locator(".st-key-settings")
    expect(row).to_be_visible()
    shape = row.evaluate("e => [e.clientHeight, e.scrollWidth - e.clientWidth]")
    assert (shape[0] < 80, shape[1]) == (True, 0)


def test_a_gene_is_three_clicks_away_at_most(go: Go) -> None:
    page = go("/")
    page.get_by_role("link", name="Genes", exact=True).click()
    settled(page)
    page.get_by_role("link", name=re.compile("^MCM6")).click()
    page.wait_for_url(re.compile("g=MCM6"))
    settled(page)
    assert urlsplit(page.url).path == "/gene"
    assert params(page)["g"] == "MCM6"
    expect(page.locator('[data-testid="stVegaLiteChart"] svg')).to_be_visible()


def test_the_open_tab_of_the_overview_is_in_the_address(go: Go) -> None:
    page = go("/")
    page.get_by_role("tab", name="Quality").click()
    page.wait_for_url(re.compile("tab=quality"))
    settled(page)
    page.reload()
    settled(page)
    expect(page.get_by_role("tab", name="Quality")).to_have_attribute("aria-selected", "true")
    page.go_back()
    settled(page)
    expect(page.get_by_role("tab", name="Who")).to_have_attribute("aria-selected", "true")


@pytest.mark.long
def test_back_and_forward_go_where_the_reader_was(go: Go) -> None:
    page = go("/")
    page.get_by_role("link", name="Frequencies").click()
    settled(page)
    page.get_by_label("Gene or region").fill("ADH1B")
    page.get_by_label("Gene or region").press("Enter")
    page.wait_for_url(re.compile("region=ADH1B"))
    settled(page)
    page.get_by_role("link", name="Genes", exact=True).click()
    settled(page)
    page.go_back()
    page.wait_for_url(re.compile("/frequencies.*region=ADH1B"))
    settled(page)
    expect(page.get_by_label("Gene or region")).to_have_value("ADH1B")
    page.go_back()
    page.wait_for_url(re.compile("/frequencies$"))
    settled(page)
    expect(page.get_by_label("Gene or region")).to_have_value("")
    page.go_back()
    settled(page)
    assert urlsplit(page.url).path == "/"
    page.go_forward()
    page.go_forward()
    settled(page)
    expect(page.get_by_label("Gene or region")).to_have_value("ADH1B")


def test_a_and_b_go_along_from_page_to_page(go: Go) -> None:
    page = go("/?a=group:ethnic_group/Malay@sg_wgs")
    page.get_by_role("link", name="Frequencies").click()
    settled(page)
    assert params(page)["a"] == "group:ethnic_group/Malay@sg_wgs"
    expect(page.get_by_role("combobox", name="A", exact=True)).to_have_value("Malay · SG · n 40")


def test_swapping_turns_the_sign_of_the_difference(go: Go) -> None:
    page = go("/")
    first = page.locator('[data-testid="stVegaLiteChart"] svg text', has_text="0.75").last
    expect(first).to_have_text("+0.75")
    page.get_by_role("link", name="Swap").click()
    page.wait_for_url(re.compile("a=.*Chinese"))
    settled(page)
    first = page.locator('[data-testid="stVegaLiteChart"] svg text', has_text="0.75").last
    expect(first).to_have_text("-0.75")


REGION = "chr4:99300000-99400000"


@pytest.mark.parametrize(
    ("typed", "path", "expected"),
    [
        ("MCM6", "/gene", {"g": "MCM6"}),
        *(
            pytest.param(*case, marks=pytest.mark.long)
            for case in (
                ("rs4988235", "/variant", {"v": "rs4988235"}),
                ("2:135,851,076 G>A", "/variant", {"v": "chr2-135851076-G-A"}),
                (
                    "chr4:99,300,000-99,400,000",
                    "/frequencies",
                    {"region": "chr4:99300000-99400000"},
                ),
                ("no such thing", "/gene", {"g": "no such thing"}),
            )
        ),
    ],
)
def test_the_search_box_leads_to_the_page_that_answers(
    go: Go, typed: str, path: str, expected: dict[str, str]
) -> None:
    page = go("/?b=group:ethnic_group/Malay@sg_wgs")
    page.locator("#search-box").fill(typed)
    page.locator("#search-box").press("Enter")
    page.wait_for_url(re.compile(re.escape(path) + r"\?"))
    settled(page)
    assert params(page) == {**expected, "b": "group:ethnic_group/Malay@sg_wgs"}
    page.go_back()
    settled(page)
    assert urlsplit(page.url).path == "/"


@pytest.mark.parametrize(
    ("short", "path", "expected"),
    [
        ("/v/chr2-135851076-G-A", "/variant", {"v": "chr2-135851076-G-A"}),
        ("/g/MCM6", "/gene", {"g": "MCM6"}),
    ],
)
def test_a_short_link_opens_its_page(
    go: Go, short: str, path: str, expected: dict[str, str]
) -> None:
    page = go(short)
    assert urlsplit(page.url).path == path
    assert params(page) == expected


@pytest.mark.long
def test_a_deep_link_on_a_server_that_has_just_started_has_the_whole_frame(
    go: Go, tiny: Path
) -> None:
    with running(tiny) as cold:
        page = go("/variant?v=rs4988235", server=cold)
        expect(page.locator("h1")).to_have_text("How common is this variant in each group?")
        expect(page.get_by_role("link", name="Genes", exact=True)).to_be_visible()
        expect(page.locator("#search-box")).to_be_visible()


def test_a_row_selected_offers_its_variant_and_gene_as_links(go: Go) -> None:
    page = go("/frequencies")
    expect(page.get_by_text("Pick a point, or select a row, to open it.")).to_be_visible()
    box = page.locator('[data-testid="stDataFrame"]').first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 18, box["y"] + 50)
    link = page.get_by_role("link", name="Open variant rs4988235")
    expect(link).to_be_visible()
    link.click()
    page.wait_for_url(re.compile("/variant"))
    assert params(page)["v"] == "chr2-135851076-G-A"


@pytest.mark.long
def test_a_point_picked_offers_its_gene_as_a_link(go: Go) -> None:
    page = go("/frequencies")
    page.locator(
        '[data-testid="stVegaLiteChart"] g.mark-symbol path[aria-label*="rs4988235"]'
    ).click()
    expect(page.get_by_role("link", name="Open gene MCM6")).to_be_visible()


@pytest.mark.parametrize(
    ("label", "begins"),
    [
        ("PNG", b"\x89PNG"),
        pytest.param("CSV", b"# table: numbers of a figure\n# straits: ", marks=pytest.mark.long),
        pytest.param("SVG", b"<svg", marks=pytest.mark.long),
        pytest.param("PDF", b"%PDF", marks=pytest.mark.long),
        pytest.param("PPTX", b"PK", marks=pytest.mark.long),
    ],
)
def test_what_is_shown_can_be_taken_away(go: Go, label: str, begins: bytes) -> None:
    page = go("/gene?g=MCM6")
    with page.expect_download() as download:
        page.get_by_role("button", name=label, exact=True).click()
    path = Path(download.value.path())
    assert path.read_bytes().startswith(begins)
    assert download.value.suggested_filename.startswith("straits_MCM6_")


def test_there_is_no_way_to_a_csv_that_a_spreadsheet_could_run(go: Go) -> None:
    page = go("/gene?g=MCM6")
    page.locator('[data-testid="stDataFrame"]').first.hover()
    expect(page.get_by_role("button", name=re.compile("Fullscreen: The alleles"))).to_be_visible()
    expect(page.locator('button[aria-label^="Download as CSV"]')).to_be_hidden()


def test_a_copied_link_holds_the_release(go: Go) -> None:
    page = go("/gene?g=MCM6")
    page.get_by_role("button", name="Copy link").click()
    code = page.locator('[data-testid="stCode"]').first
    expect(code).to_contain_text("/gene?g=MCM6&r=r1")


@pytest.mark.long
def test_a_new_release_is_offered_and_not_forced_on_the_reader(go: Go, tmp_path: Path) -> None:
    store = tiny_store.two_sites(tmp_path)
    with running(store) as address:
        page = go("/", server=address)
        tiny_store.two_sites(tmp_path, release_id="r2")
        page.get_by_role("link", name="Frequencies").click()
        settled(page)
        expect(page.get_by_text("You are reading release r1; a newer one is open.")).to_be_visible()
        page.get_by_role("link", name="Go to the newer release").click()
        page.wait_for_url(re.compile("r=r2"))
        settled(page)
        expect(page.get_by_text("release r2 · profile open")).to_be_visible()


def test_the_policy_lets_nothing_in_from_elsewhere(go: Go, served: str) -> None:
    page = go("/")
    response = page.request.get(served + "/")
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-eval'" not in policy.replace("wasm-unsafe-eval", "")
    assert response.headers["x-content-type-options"] == "nosniff"
