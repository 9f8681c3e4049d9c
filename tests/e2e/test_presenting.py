"""A PI pins five figures, presents them by keyboard alone, and takes the slides along."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pptx import Presentation

from straits.store import SavedStories
from tests.builders import tiny_store
from tests.e2e.conftest import Go, running, settled

pytestmark = pytest.mark.long

FIVE = (
    ("/?tab=who", "top"), ("/frequencies", "map"), ("/gene?g=MCM6", "lollipops"),
    ("/variant?v=rs4988235", "groups"), ("/variant?v=rs4988235", "difference"),
)  # fmt: skip
# Of each view its letters, in pixels of the screen.
LETTERS = """deck => [...deck.querySelectorAll(".slide")].flatMap((slide) => {
  const was = slide.className;
  slide.className = "slide here";
  const texts = [...slide.querySelectorAll("svg text, h2, p")].filter((it) => it.textContent);
  const sizes = texts.map((each) => {
    const drawn = each.closest("svg") && each.getScreenCTM();
    return parseFloat(getComputedStyle(each).fontSize) * (drawn ? Math.hypot(drawn.b, drawn.d) : 1);
  });
  slide.className = was;
  return sizes;
})"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("presenting")


@pytest.fixture(scope="module")
def stories(place: Path) -> Iterator[str]:
    store = tiny_store.two_sites(place / "store")
    with running(
        store, STRAITS_STATE=str(place / "state"), STRAITS_AUDIT=str(place / "log")
    ) as address:
        yield address


def answers(place: Path) -> int:
    """Return how many questions the store has been asked, as its log counts them."""
    logs = place.rglob("audit-*.jsonl")
    return sum(len(log.read_text(encoding="utf-8").splitlines()) for log in logs)


def pin(page: Page, name: str) -> None:
    page.locator(f".st-key-pin-{name} button").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Your sentence").fill(f"About {name}.")
    dialog.get_by_role("button", name="Pin", exact=True).click()
    expect(dialog.get_by_text("Pinned as view")).to_be_visible()
    page.keyboard.press("Escape")


def test_five_pins_are_presented_by_keyboard_alone_and_taken_along(
    go: Go, watched: Page, browser: Browser, stories: str, place: Path, tmp_path: Path
) -> None:
    asked: list[str] = []
    watched.on("websocket", lambda it: it.on("framesent", lambda _: asked.append("a frame")))
    watched.on("request", lambda it: asked.append(it.url))
    for path, name in FIVE:
        pin(go(path, stories), name)
    (story,) = SavedStories(place / "state").listed()
    assert [view.figure for view in story.views] == [name for _, name in FIVE]

    watched.set_viewport_size({"width": 1920, "height": 1080})
    page = go(f"/stories?s={story.story_id}", stories)
    present = page.get_by_role("button", name="Present", exact=True)
    expect(present).to_be_enabled()
    settled(page)
    # By keyboard: past the frame, and there.
    page.locator("body").press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(present).to_be_focused()
    page.wait_for_timeout(500)
    asked.clear()
    n_answers = answers(place)
    assert n_answers > 0
    page.keyboard.press("Enter")
    deck = page.get_by_role("dialog", name=story.name)
    expect(deck).to_be_visible()
    assert page.evaluate("document.fullscreenElement !== null")
    headlines = deck.locator("h2").all_text_contents()
    assert len(headlines) == 5
    shown = deck.locator(".slide.here h2")
    for keys, place_shown in (
        ("PageDown", 1), ("ArrowRight", 2), (" ", 3), ("PageUp", 2), ("ArrowLeft", 1), ("End", 4),
        ("Home", 0), ("4 Enter", 3), ("9 9 Enter", 4), ("PageDown", 4), ("2 Enter", 1),
    ):  # fmt: skip
        for key in [keys] if keys == " " else keys.split(" "):
            page.keyboard.press(key)
        expect(shown).to_have_text(headlines[place_shown])
    sheet = deck.locator(".sheet")
    black, white = "rgb(0, 0, 0)", "rgb(255, 255, 255)"
    for key, colour in (("b", black), ("w", white), (".", black)):
        page.keyboard.press(key)
        expect(sheet).to_have_css("background-color", colour)
    page.keyboard.press("PageDown")
    expect(sheet).to_be_hidden()
    expect(shown).to_have_text(headlines[1])
    page.keyboard.press("?")
    expect(deck.get_by_text("notes in a second window")).to_be_visible()
    page.keyboard.press("Escape")
    expect(deck.get_by_text("notes in a second window")).to_be_hidden()
    # The mouse is hidden, and a step asks nobody.
    page.wait_for_timeout(2_100)
    expect(deck).to_have_css("cursor", "none")
    assert asked == []
    assert answers(place) == n_answers
    sizes = deck.evaluate(LETTERS)
    assert len(sizes) > 30
    assert min(sizes) >= 23.9
    with page.expect_popup() as popped:
        page.keyboard.press("n")
    notes = popped.value
    expect(notes.locator("header")).to_contain_text("2 of 5")
    expect(notes.locator("aside")).to_contain_text(headlines[2])
    notes.keyboard.press("PageDown")
    expect(shown).to_have_text(headlines[2])
    expect(notes.locator("main")).to_contain_text("About lollipops.")
    notes.close()
    page.keyboard.press("f")
    page.keyboard.press("Escape")
    expect(deck).to_be_hidden()

    with page.expect_download() as loaded:
        page.get_by_role("button", name="PPTX").click()
    slides = tmp_path / "story.pptx"
    loaded.value.save_as(slides)
    told = [slide.shapes.title.text_frame.text for slide in Presentation(str(slides)).slides]
    assert told == headlines
    _opened_by_libreoffice(slides, headlines)
    _on_a_newer_release(browser, stories, story.story_id, place)


def _opened_by_libreoffice(slides: Path, headlines: list[str]) -> None:
    if shutil.which("soffice") is None or shutil.which("pdftotext") is None:
        return  # tests/exports/test_files_of_stories.py says what is missing
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", slides.parent, slides]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    text = subprocess.run(
        ["pdftotext", slides.with_suffix(".pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    squeezed = re.sub(r"\s", "", text)
    assert [line for line in headlines if re.sub(r"\s", "", line) not in squeezed] == []


def _on_a_newer_release(browser: Browser, address: str, story_id: str, place: Path) -> None:
    """Somebody else opens the story after another ingest, on a browser without full screen."""
    tiny_store.two_sites(place / "store", release_id="r2", n_more_malay=6)
    context: Any = browser.new_context(viewport={"width": 1280, "height": 800})
    page: Page = context.new_page()
    page.add_init_script(
        "Object.defineProperty(Document.prototype, 'fullscreenEnabled', {get: () => false})"
    )
    page.goto(f"{address}/stories?s={story_id}")
    settled(page)
    expect(page.get_by_role("button", name="Present", exact=True)).to_be_enabled(timeout=60_000)
    expect(
        page.get_by_text(re.compile("Since then, on release r2, [0-9]+ of")).first
    ).to_be_visible()
    expect(page.get_by_text(re.compile(r"of Malay.*: 4 then, 10 now")).first).to_be_visible()
    page.get_by_role("button", name="Present", exact=True).click()
    expect(page.get_by_text("gives no full screen here")).to_be_visible()
    page.keyboard.press("End")
    expect(page.locator(".slide.here .words")).to_have_text("About difference.")
    # Another window presents the story too, by touch: each goes its own way.
    other = context.new_page()
    other.goto(f"{address}/stories?s={story_id}")
    settled(other)
    present = other.get_by_role("button", name="Present", exact=True)
    expect(present).to_be_enabled(timeout=60_000)
    present.click()
    expect(other.locator(".slide.here .words")).to_have_text("About top.")
    swipe(other, 900, 300)
    expect(other.locator(".slide.here .words")).to_have_text("About map.")
    expect(page.locator(".slide.here .words")).to_have_text("About difference.")
    swipe(other, 300, 900)
    expect(other.locator(".slide.here .words")).to_have_text("About top.")
    context.close()


def swipe(page: Page, start: int, end: int) -> None:
    """Draw a finger over the screen from one place to another."""
    touch = page.context.new_cdp_session(page)
    for kind, at in (("touchStart", start), ("touchMove", (start + end) // 2), ("touchMove", end)):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at, "y": 400}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
