"""How a reader chooses groups: by typing, by the basis of grouping, and from a link gone wrong."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.builders import call_sets_apart, demo_studies
from tests.e2e.conftest import Go, running, settled
from tests.e2e.test_visit import params

pytestmark = pytest.mark.long

OF = "group:ethnic_group/"


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(call_sets_apart.store(tmp_path_factory.mktemp("apart"))) as address:
        yield address


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    state = str(tmp_path_factory.mktemp("state"))
    with running(demo_studies.small_demo_store(), STRAITS_STATE=state) as address:
        yield address


def typed(page: Page, side: str, text: str) -> None:
    box = page.get_by_role("combobox", name=side, exact=True)
    box.click()
    box.fill(text)
    page.keyboard.press("Enter")


@pytest.mark.parametrize(("text", "chosen"), [("Malay", "Malay"), ("malay", "Malay")])
def test_typing_a_name_and_enter_gives_the_whole_group(
    go: Go, apart: str, text: str, chosen: str
) -> None:
    page = go("/frequencies", apart)
    typed(page, "A", text)
    page.wait_for_url(re.compile("a="))
    settled(page)
    assert params(page)["a"] == f"{OF}{chosen}"
    expect(page.get_by_role("combobox", name="A", exact=True)).to_have_value("Malay · SG · n 52")


def test_call_sets_stand_below_their_group(go: Go, apart: str) -> None:
    page = go("/frequencies", apart)
    page.get_by_role("combobox", name="A", exact=True).click()
    options = page.get_by_role("option")
    expect(options.filter(has_text="Malay")).to_have_count(3)
    names = [(text or "").strip() for text in options.all_text_contents()]
    at = names.index("Malay · SG · n 52")
    assert names[at + 1 : at + 3] == ["Malay · SG sg_wgs · n 40", "Malay · SG sg_wes · n 12"]


def test_the_same_group_twice_is_told_with_another_to_choose(go: Go, apart: str) -> None:
    page = go(f"/frequencies?a={OF}Malay&b={OF}Malay", apart)
    expect(page.get_by_text("a group does not differ from itself")).to_be_visible()
    page.get_by_role("link", name="Danish · DK").click()
    page.wait_for_url(re.compile("b=.*Danish"))
    settled(page)
    expect(page.get_by_text("a group does not differ from itself")).to_be_hidden()
    assert params(page)["a"] == f"{OF}Malay"


def test_only_alleles_without_a_sign_are_compared_and_the_sign_is_in_sight(
    go: Go, apart: str
) -> None:
    page = go("/frequencies", apart)
    expect(page.get_by_text("3 variants, ").first).to_be_visible()
    page.get_by_role("button", name="More").click()
    page.get_by_role("combobox", name=re.compile("Sign of a batch effect")).click()
    page.get_by_role("option", name="without", exact=True).click()
    page.wait_for_url(re.compile("sign=without"))
    settled(page)
    expect(page.get_by_text("2 variants without a sign of a batch effect")).to_be_visible()
    expect(page.get_by_text("1 with a sign of a batch effect").first).to_be_attached()


def test_a_group_is_put_beside_a_and_b_in_the_table_of_a_gene(go: Go, apart: str) -> None:
    page = go("/gene?g=ADH1B", apart)
    page.get_by_role("button", name="Columns", exact=True).click()
    page.get_by_role("combobox", name=re.compile("Groups beside A and B")).click()
    page.get_by_role("option", name=re.compile("Malay · SG · n 52")).click()
    page.wait_for_url(re.compile("beside="))
    settled(page)
    assert params(page)["beside"] == f"{OF}Malay"
    page.reload()
    settled(page)
    assert params(page)["beside"] == f"{OF}Malay"
    header = page.locator('[data-testid="stDataFrame"] th', has_text="AF Malay")
    expect(header.first).to_be_attached()


def test_people_are_grouped_by_their_genotypes_and_back(go: Go, demo: str) -> None:
    page = go("/variant?v=rs671", demo)
    expect(page.get_by_text(re.compile("who say Danish \\(A\\)")).first).to_be_visible()
    page.get_by_role("combobox", name=re.compile("People grouped by")).click()
    page.get_by_role("option", name="inferred ancestry").click()
    page.wait_for_url(re.compile("a=.*european"))
    settled(page)
    assert params(page)["b"] == "group:ancestry/east_asian@sg_wgs~sg_exome"
    page.go_back()
    settled(page)
    assert "a" not in params(page)


def test_which_differences_change_with_the_basis_is_a_view(go: Go, demo: str) -> None:
    page = go(f"/frequencies?a={OF}malay&b={OF}indian", demo)
    page.get_by_role("radio", name="Self-reported and inferred").click()
    page.wait_for_url(re.compile("view=bases"))
    settled(page)
    expect(page.get_by_text(re.compile("Of 45 people who say Malay")).first).to_be_visible()
    expect(page.get_by_text(re.compile("changes most, from")).first).to_be_visible()
    expect(page.locator('[data-testid="stVegaLiteChart"] svg').first).to_be_visible()
