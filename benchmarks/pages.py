"""How long a page takes in the browser: opened, come to from another page, and changed."""

import re
import statistics
from collections.abc import Callable, Iterable
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.browser import Answered, Reader, bare, reading
from benchmarks.outcomes import Bar, Outcome, Side
from benchmarks.processes import run
from benchmarks.settings import PYTHON, ROOT, Settings

# What is required, in seconds.
_OPENED = Bar(seconds=1.0, ratio=1.3)
_PAGE = Bar(seconds=1.0)
_CHANGE = Bar(seconds=0.5)

ADDRESSES = {
    "overview": "/",
    "frequencies": "/frequencies",
    "gene": "/gene?g=CYP2C19",
    "variant": "/variant?v=rs4244285",
    "phenotypes": "/phenotypes",
    "cohorts": "/cohorts",
}
_LINKS = {
    "overview": "Overview",
    "frequencies": "Frequencies",
    "gene": "Genes",
    "phenotypes": "Phenotypes",
    "cohorts": "Cohorts",
}


def _next_option(label: str) -> Callable[[Page], None]:
    """Return what takes the next option of a select box, with the keys alone."""

    def choose(page: Page) -> None:
        box = page.get_by_role("combobox", name=re.compile(rf"^{label}\b"))
        box.click()
        box.press("ArrowDown")
        box.press("Enter")

    return choose


def _swap(page: Page) -> None:
    page.get_by_role("link", name="Swap", exact=True).click()


# Page: what is changed on it, in words and by hand. Each round takes an option not taken before.
CHANGES: dict[str, dict[str, Callable[[Page], None]]] = {
    "overview": {"another B": _next_option("B")},
    "frequencies": {"another B": _next_option("B"), "AF from": _next_option("AF from")},
    "gene": {"another B": _next_option("B"), "AF from": _next_option("AF from")},
    "variant": {"another B": _next_option("B"), "A and B swapped": _swap},
    "phenotypes": {"another B": _next_option("B")},
}


def pages(settings: Settings) -> list[Outcome]:
    """Open each page of the demo warm, come to it by a link, and change what it shows."""
    rounds = max(5, settings.scale.rounds)
    store = demo_store(settings)
    with reading(store, settings.folder("pages") / "state") as reader, bare(reader) as peer:
        for path in ADDRESSES.values():
            reader.open(path)
        peer.open("/")
        found = [_opened(reader, peer, page, rounds) for page in ADDRESSES]
        found += [
            _outcome("switch", page, "come to by a link", _PAGE, _switches(reader, page, rounds))
            for page in _LINKS
        ]
        for page, changes in CHANGES.items():
            for what, by_hand in changes.items():
                reader.open(ADDRESSES[page])
                changed = _repeated(reader, by_hand, rounds)
                found.append(_outcome(what.replace(" ", "-"), page, what, _CHANGE, changed))
    return found


def demo_store(settings: Settings) -> Path:
    """Return the store of the demo study, built once."""
    folder = settings.folder("pages")
    if not (folder / "store" / "current").exists():
        run([PYTHON, "-m", "straits", "demo", folder / "demo"], ROOT)
        study = folder / "demo" / "study.yaml"
        run([PYTHON, "-m", "straits", "ingest", study, "--store", folder / "store"], ROOT)
    return folder / "store"


def _opened(reader: Reader, peer: Reader, page: str, rounds: int) -> Outcome:
    """Open a page by its address, and in turn a page of Streamlit that says nothing."""
    answers, bare_seconds = [], []
    for _ in range(rounds):
        bare_seconds.append(peer.open("/").seconds)
        answers.append(reader.open(ADDRESSES[page]))
    beside = Side("a bare page of Streamlit", tuple(bare_seconds))
    return _outcome("load", page, "opened by its address", _OPENED, answers, beside)


def _switches(reader: Reader, page: str, rounds: int) -> list[Answered]:
    """Come to a page by its link, each time from the page of the variant."""
    found = []
    for _ in range(rounds):
        reader.open(ADDRESSES["variant"])
        link = reader.page.get_by_role("link", name=_LINKS[page], exact=True)
        found.append(reader.answer(link.click))
    return found


def _repeated(reader: Reader, by_hand: Callable[[Page], None], rounds: int) -> list[Answered]:
    return [reader.answer(lambda: by_hand(reader.page)) for _ in range(rounds)]


def _outcome(
    kind: str, page: str, what: str, bar: Bar, answers: Iterable[Answered], peer: Side | None = None
) -> Outcome:
    found = list(answers)
    worked = statistics.median(one.cpu_seconds for one in found)
    sent = statistics.median(one.n_bytes for one in found)
    return Outcome(
        f"pages-{page}-{kind}",
        f"{page}, {what}",
        "the demo study, Chromium and the server on one machine",
        Side("Straits", tuple(one.seconds for one in found)),
        peer,
        bar,
        note=f"The server worked {worked:.2f} s and sent {sent / 1000:.0f} kB.",
    )
