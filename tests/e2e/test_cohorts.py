"""What a reader does with cohorts: build, save and compare one, and be told why that cannot be."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from straits import cohorts
from tests.builders import demo_studies, studies
from tests.e2e.conftest import Go, running, settled

pytestmark = pytest.mark.long

DIABETIC = cohorts.parse("ethnic_group is chinese and ever type_2_diabetes")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    state = str(tmp_path_factory.mktemp("state"))
    with running(demo_studies.small_demo_store(), STRAITS_STATE=state) as address:
        yield address


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same people under the profile that shows nothing about fewer than 20."""
    folder = tmp_path_factory.mktemp("inside")
    studies.ingest(demo_studies.small_demo_inside(folder / "raw"), folder / "store", jobs=2)
    with running(folder / "store") as address:
        yield address


def at(tree: cohorts.Tree | str, **more: str) -> str:
    link = tree if isinstance(tree, str) else cohorts.to_link(tree) or ""
    return "/cohorts?" + "&".join(
        f"{name}={quote(text)}" for name, text in {"c": link, **more}.items()
    )


def shown(page: Page) -> str:
    """Return the cohort of the address, as a sentence."""
    (link,) = parse_qs(urlsplit(page.url).query)["c"]
    return cohorts.sentence(cohorts.from_link(link))


def total(page: Page) -> int:
    """Return how many people the first sentence says are in."""
    said = page.get_by_text(re.compile(r"^[\d,]+ of [\d,]+ people are in: ")).first
    return int((said.text_content() or "").split()[0].replace(",", ""))


def add(page: Page, kind: str, option: str) -> None:
    page.get_by_role("button", name="Add a criterion").click()
    page.get_by_role("combobox", name="Criterion").click()
    page.get_by_role("option", name=kind, exact=True).click()
    page.get_by_role("combobox", name=kind, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Add", exact=True).click()


def test_a_cohort_is_built_by_clicking_and_back_undoes_each_click(go: Go, demo: str) -> None:
    page = go(at(DIABETIC), demo)
    before = total(page)
    add(page, "Sex", "XX")
    expect(page.get_by_role("button", name=re.compile("^sex is XX"))).to_be_visible()
    settled(page)
    assert shown(page) == "ethnic_group is chinese and ever type_2_diabetes and sex is XX"
    women = total(page)
    assert 0 < women < before
    page.get_by_role("button", name=re.compile("^Ethnic group is Chinese")).click()
    page.wait_for_url(lambda url: "chinese" not in shown(page))
    settled(page)
    assert shown(page) == "ever type_2_diabetes and sex is XX"
    assert total(page) > women
    page.go_back()
    settled(page)
    assert shown(page) == "ethnic_group is chinese and ever type_2_diabetes and sex is XX"
    expect(page.get_by_text(f"{women} of ")).to_be_visible()
    page.go_back()
    settled(page)
    expect(page.get_by_text(f"{before} of ")).to_be_visible()


def test_two_readers_do_not_see_each_others_unsaved_cohorts(browser: Browser, demo: str) -> None:
    texts = ("age above 41 and sex is XX", "age above 43 and sex is XY")
    pages = [browser.new_page() for _ in texts]
    try:
        for page, text in zip(pages, texts, strict=True):
            page.goto(demo + at(cohorts.parse(text)))
        for page, mine, other in zip(pages, ("41", "43"), ("43", "41"), strict=True):
            settled(page)
            expect(page.get_by_text(re.compile(f"people are in: .*{mine}"))).to_be_visible()
            drawn = page.locator(".stApp").inner_text()
            assert f"above {other}" not in drawn
            page.get_by_role("combobox", name="A", exact=True).fill(f"above {other}")
            expect(page.get_by_text("No results")).to_be_visible()
    finally:
        for page in pages:
            page.close()


def test_a_saved_cohort_is_offered_as_a_on_every_page(go: Go, demo: str) -> None:
    page = go(at(DIABETIC), demo)
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_label("Name", exact=True).fill("Chinese with diabetes")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Saved as Chinese with diabetes on ")).to_be_visible()
    go("/frequencies", demo)
    page.get_by_role("combobox", name="A", exact=True).fill("Chinese with")
    page.get_by_role("option", name=re.compile("Chinese with diabetes")).click()
    page.wait_for_url(re.compile("a=cohort"))
    settled(page)
    expect(page.get_by_text(re.compile("^Chinese with diabetes .* against "))).to_be_visible()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("~abc", "link to an unsaved cohort is broken"),
        ("cohort:0123456789abcdef", "was saved on this server"),
        (cohorts.parse("ever lumbago"), "the release has no phenotype"),
        (cohorts.parse("age above 119"), "nobody is known to meet “age above 119”"),
        (cohorts.parse("sex is XX and sex is XY"), "nobody can be both “sex is XX” and"),
    ],
    ids=["broken", "not saved here", "phenotype that is gone", "empty", "contradictory"],
)
def test_what_cannot_be_is_said_on_the_page(
    go: Go, demo: str, asked: cohorts.Tree | str, expected: str
) -> None:
    page = go(at(asked), demo)
    expect(page.get_by_text(expected).first).to_be_visible()
    assert page.locator('[data-testid="stException"]').count() == 0


def test_a_cohort_below_the_minimum_is_not_counted_and_not_compared(go: Go, inside: str) -> None:
    few = cohorts.parse("ethnic_group is chinese and age above 60")
    page = go(at(few), inside)
    expect(page.get_by_text("Too few people to say how many are in")).to_be_visible()
    link = cohorts.to_link(few) or ""
    page = go(f"/frequencies?a={quote(link)}", inside)
    expect(page.get_by_text(re.compile("cannot be shown under the profile"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"A is Danish · \w+ instead"))).to_be_visible()


def test_under_a_minimum_phenotypes_say_why_a_cohort_is_not_drawn(go: Go, inside: str) -> None:
    women = quote(cohorts.to_link(cohorts.parse("sex is XX")) or "")
    page = go(f"/phenotypes?a={women}&p=type_2_diabetes", inside)
    expect(page.get_by_text("a cohort is not drawn beside the groups")).to_be_visible()
    expect(page.get_by_text("sex is XX (A)")).to_have_count(0)


def test_a_cohort_leads_to_its_phenotypes(go: Go, demo: str) -> None:
    page = go(at(DIABETIC), demo)
    page.get_by_role("link", name="Phenotypes").last.click()
    page.wait_for_url(re.compile("/phenotypes"))
    settled(page)
    finding = page.locator(".st-key-finding")
    expect(finding).to_be_visible()
    expect(page.locator('[data-testid="stVegaLiteChart"] svg').first).to_contain_text("(A)")
