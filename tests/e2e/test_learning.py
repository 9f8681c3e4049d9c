"""Learn by keyboard: three cases, one answered wrongly, a teacher's own, and the sheets."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from straits import queries
from straits.queries.learn import Case
from straits.store import open_store
from straits.tables import manifest
from straits.ui.learn import offered_answers
from tests.builders import demo_studies, tiny_store
from tests.e2e.conftest import Go, running

pytestmark = pytest.mark.long

TAUGHT = {
    "name": "whose", "title": "Whose frequency", "question": "How common is it in Danes?",
    "asks": "The frequency", "variant": "rs4988235", "group": "Danish", "number": "af",
    "mistaken_group": "Chinese", "remember": "Ask whose it is.",
}  # fmt: skip


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    with running(demo_studies.small_demo_store()) as address:
        yield address


def commit(page: Page, case: Case, answer: float) -> None:
    """Choose an answer and give it, with keys alone."""
    written = offered_answers.written(case, answer)
    place = offered_answers.answers(case).index(written)
    radios = page.get_by_role("radiogroup", name=case.asks).get_by_role("radio")
    expect(radios.first).to_be_visible(timeout=60_000)
    radios.first.focus()
    page.keyboard.press("Space")
    for _ in range(place):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("name", "is_right"), [("common_here", True), ("carriers_on_x", False), ("founder", True)]
)
def test_a_case_is_answered_by_keyboard(go: Go, demo: str, name: str, is_right: bool) -> None:
    case = queries.learn.study_case(open_store(demo_studies.small_demo_store()), name)
    assert isinstance(case, Case)
    page = go(f"/learn?case={name}", demo)
    expect(page.get_by_text("To remember")).to_have_count(0)
    commit(page, case, case.key if is_right else case.trap)
    written = offered_answers.written(case, case.key)
    verdict = f"{written} is right." if is_right else f"It is {written}."
    expect(page.get_by_text(verdict)).to_be_visible()
    expect(page.get_by_text("To remember")).to_be_visible()
    expect(page.get_by_text("Why it is wrong")).to_be_visible()
    if not is_right:
        listed = page.get_by_role("link", name=f"{case.title} · answered")
        expect(listed).to_be_visible()
        page.reload()
        # What was answered comes back from the browser, wrong as it was.
        expect(page.get_by_text(verdict)).to_be_visible(timeout=60_000)
        expect(listed).to_be_visible()


def test_a_teachers_case_and_the_sheets_to_print(go: Go, tmp_path: Path) -> None:
    store = tiny_store.two_sites(tmp_path / "store")
    folder = store / "current" / "aggregates"
    content = json.loads((folder / manifest.NAME).read_text())
    manifest.write(folder, {**content, "study": {**content.get("study", {}), "learn": [TAUGHT]}})
    case = queries.learn.study_case(open_store(store), "whose")
    assert isinstance(case, Case)
    with running(store) as address:
        page = go("/learn?case=whose", address)
        commit(page, case, case.key)
        expect(page.get_by_text("Ask whose it is.")).to_be_visible()
        page = go("/learn?view=sheet", address)
        expect(page.get_by_text(case.question)).to_be_visible(timeout=60_000)
        expect(page.get_by_text("To remember")).to_have_count(0)
        # This study has no phenotypes, so that cases are left out and told.
        expect(page.get_by_text("Left out:")).to_contain_text("In one pot")
        frame = page.locator(".st-key-frame")
        expect(frame).to_be_visible()
        # On paper nothing is to be pressed, and the sheet goes on over the end of the screen.
        page.emulate_media(media="print")
        expect(frame).to_be_hidden()
        expect(page.get_by_text(case.question)).to_be_visible()
        expect(page.get_by_test_id("stMain")).to_have_css("overflow", "visible")
        page = go("/learn?view=answers", address)
        expect(page.get_by_text("Ask whose it is.")).to_be_visible(timeout=60_000)
        # The list tells the same, one case after the other.
        page = go("/learn?case=whose", address)
        told = page.get_by_text("Left out:")
        expect(told).to_contain_text("In one pot", timeout=60_000)
        expect(told).not_to_contain_text("more may be", timeout=60_000)
