"""What the page Learn says to an answer: right, the usual mistake, or which other one it is."""

import json
from collections.abc import Sequence
from math import isfinite

import pytest

from straits import queries
from straits.explained.explanation import Explanation
from straits.queries.learn import Case
from straits.store import Store, open_store
from straits.ui.explain import written_numbers
from straits.ui.learn import case_progress, kept_answers, offered_answers
from tests.builders import demo_studies, screens


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(demo_studies.small_demo_store())


@pytest.fixture(scope="module")
def cases(store: Store) -> list[Case]:
    found = [queries.learn.study_case(store, name) for name in queries.learn.case_names(store)]
    return [case for case in found if isinstance(case, Case)]


def by_mistake(case: Case) -> dict[str, str]:
    """Return how one comes to each answer that is neither the key nor the trap."""
    known = {offered_answers.written(case, number) for number in (case.key, case.trap)}
    written = {
        offered_answers.written(case, number): words
        for words, number in reversed(case.mistakes.items())
        if isfinite(number)
    }
    return {one: written[one] for one in offered_answers.answers(case) if one not in known}


def test_every_wrong_answer_says_how_one_comes_to_it(cases: list[Case]) -> None:
    for case in cases:
        assert by_mistake(case), case.name
        for answer, words in by_mistake(case).items():
            assert offered_answers.verdict(case, answer).endswith(f"another mistake: {words}.")
        trapped = offered_answers.verdict(case, offered_answers.written(case, case.trap))
        assert "the usual mistake" in trapped


def test_an_answer_is_counted_at_once_and_its_mistake_named(
    cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = cases[0]
    answer, words = next(iter(by_mistake(case).items()))
    # Without a case in the address the first that is not answered is open.
    app = screens.opened("learn", demo_studies.small_demo_store(), monkeypatch)
    assert "0 of 10 answered" in screens.said(app)
    app.radio[0].set_value(answer)
    app.button[0].click().run()
    assert not app.exception
    assert "1 of 10 answered" in screens.said(app)
    assert words in screens.said(app)
    assert case.question in screens.said(app)


def test_what_the_browser_keeps_comes_back_and_what_is_no_answer_does_not(
    cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = cases[0], cases[1]
    trap = offered_answers.written(first, first.trap)
    told: list[dict[str, object]] = []

    def browser(says: str) -> None:
        # It says so once the page has asked, as in the run after the first.
        monkeypatch.setattr(case_progress, "told", lambda _: says if told else None)
        monkeypatch.setattr(
            kept_answers, "_component", lambda _: lambda *, data, **_: told.append(data)
        )

    browser(json.dumps({first.name: trap, second.name: "no number", "no case": "1", "third": 3}))
    store = demo_studies.small_demo_store()
    app = screens.opened("learn", store, monkeypatch, case=first.name).run()
    assert not app.exception
    assert offered_answers.verdict(first, trap) in screens.said(app)
    # It is asked once, and then hears what to keep.
    assert [data["isKnown"] for data in told[:2]] == [False, True]
    assert told[-1]["answers"] == {first.name: trap, second.name: "no number"}
    app = screens.opened("learn", store, monkeypatch, case=second.name).run()
    assert "1 of 10 answered" in screens.said(app)
    assert second.question in screens.said(app)
    assert told[-1]["answers"] == {first.name: trap, second.name: None}
    for damaged in ("not JSON", "[1]"):
        browser(damaged)
        app = screens.opened("learn", store, monkeypatch, case=first.name).run()
        assert not app.exception
        assert "0 of 10 answered" in screens.said(app)


def test_a_case_says_whose_numbers_it_asks_for(cases: list[Case]) -> None:
    by_name = {case.name: case for case in cases}
    places = {"Denmark genomes", "Singapore genomes", "Singapore exomes"}
    for name in ("absence", "founder", "relatives", "synonymous", "carriers_on_x"):
        case = by_name[name]
        assert any(place in case.question for place in places), name
        assert any(place in case.right.group for place in places), name
    # A small demo may have no batch effect.
    if batch := by_name.get("batch_or_biology"):
        assert batch.wrong.other in batch.question
    many = by_name["many_tests"]
    assert "a p below 0.05" in many.question
    assert offered_answers.written(many, many.trap) == f"{many.trap:,.0f}"
    # A and B are two groups, none within the other.
    relatives = by_name["relatives"].address
    assert relatives["a"].partition("@")[0] != relatives["b"].partition("@")[0]


def test_numbers_of_several_groups_say_whose_each_is(cases: list[Case]) -> None:
    pooled = [case for case in cases if case.name in ("common_here", "simpson", "wahlund")]
    assert pooled
    for case in pooled:
        for way in (case.right, case.wrong):
            named = way.other.split("; ")
            assert all(len(row) == len(named) for row in rows_of(way)), case.name
            assert way.other in written_numbers.words(way)


def rows_of(way: Explanation) -> list[Sequence[float]]:
    return [given for given in (way.given or {}).values() if isinstance(given, Sequence)]


def test_odds_within_groups_are_asked_with_the_counts_of_each(cases: list[Case]) -> None:
    (case,) = [case for case in cases if case.name == "simpson"]
    given = case.right.given
    assert given
    counts = zip(*(given[name] for name in ("ac_a", "an_a", "ac_b", "an_b")), strict=True)  # type: ignore[arg-type]
    for label, (ill, carriers, ill_others, others) in zip(
        case.right.other.split("; "), counts, strict=True
    ):
        of_group = f"{label}, {ill:,} of {carriers:,} carriers and {ill_others:,} of {others:,}"
        assert of_group in case.question
