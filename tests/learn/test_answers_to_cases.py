"""What the page Learn says to an answer: right, the usual mistake, or which other one it is."""

from math import isfinite

import pytest

from straits import queries
from straits.queries.learn import Case
from straits.store import Store, open_store
from straits.ui.learn import offered_answers
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
