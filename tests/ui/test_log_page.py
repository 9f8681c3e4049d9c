"""The keeper of a log reads who asked what; nobody else does."""

import time
from pathlib import Path

import pytest

from straits.store import Who, asked_by, open_store
from straits.store.audited.answer_log import VARIABLE
from straits.ui.access import known_readers
from tests.builders import phenotype_study, screens
from tests.builders.screens import said
from tests.store.public_walk import WOMEN


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Log what Ada and Eve ask, who describe two cohorts that differ by a few."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "log"))
    path = phenotype_study.store("inside")
    opened = open_store(path)
    with asked_by(Who("ada@example.org", "P1")):
        opened.cohorts.attrition(WOMEN)
    return path


def test_the_keeper_reads_who_asked_what(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = screens.opened("audit", store, monkeypatch)
    assert not page.exception
    days, questions = (element.value for element in page.dataframe[:2])
    assert {"ada@example.org", "local"} <= set(days["person"])
    asked = questions.loc[questions["person"] == "ada@example.org"]
    assert "sex is XX" in set(asked["described"])
    assert "The log is whole" in said(page)


def test_what_could_be_solved_for_is_looked_for_when_it_is_asked(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = screens.opened("audit", store, monkeypatch, risk="1")
    assert not page.exception
    assert "Nothing of the kind follows from what anybody was shown." in said(page)


@pytest.mark.parametrize("pages", [None, "[overview, cohorts]", "[overview, audit]"])
def test_a_role_reads_the_log_where_its_pages_name_it(
    pages: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = "" if pages is None else f", pages: {pages}"
    path = tmp_path / "access.yaml"
    path.write_text(f"roles:\n  - {{name: heart, who: {{sub: eve}}{named}}}\n")
    monkeypatch.setenv(known_readers.VARIABLE, str(path))
    now = int(time.time())
    claims = {"sub": "eve", "iat": now, "exp": now + 600, "auth_time": now}
    monkeypatch.setattr(known_readers.SITTINGS, "why_over", lambda *_: "")
    may_read = pages is not None and "audit" in pages
    reader = known_readers.judged(claims, "audit")
    assert isinstance(reader, known_readers.Reader) == may_read
    other = known_readers.judged(claims, "overview")
    assert isinstance(other, known_readers.Reader)
    assert other.keeps_log == may_read


def test_where_nothing_is_written_down_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    page = screens.opened("audit", phenotype_study.store("open"), monkeypatch)
    assert "Nothing of what is asked here is written down" in said(page)


def test_every_page_says_the_profile_who_one_is_and_what_is_withheld(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = said(screens.opened("overview", store, monkeypatch))
    assert "Profile inside" in told
    assert "Exact counts; differences can be taken; questions are logged." in told
    assert "the log of questions calls you local" in told
    assert "withheld" in told
    monkeypatch.delenv(VARIABLE, raising=False)
    told = said(screens.opened("overview", phenotype_study.store("open"), monkeypatch))
    assert "differences can be taken" not in told
