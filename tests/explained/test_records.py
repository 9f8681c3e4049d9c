"""The records of statistics: every one complete, and no sentence with a number of its own."""

import re

import pytest

from straits.explained.explanation import FORMULAS, Explanation, Record, records
from straits.ui.explain import explain_panel, written_numbers
from straits.ui.words import glossary


@pytest.mark.parametrize("name", records())
def test_a_record_names_what_its_formula_takes_and_gives(name: str) -> None:
    record = records()[name]
    formula = FORMULAS[record.formula]
    assert set(record.inputs) == set(formula.inputs.split())
    assert set(record.gives) <= set(record.steps) <= set(formula.steps)
    assert set(record.gives.values()) <= set(written_numbers.KINDS)
    assert record.term in glossary.terms()


def sentences(record: Record) -> list[str]:
    said = [record.label, record.words, record.caveat, *record.inputs.values()]
    return [re.sub(r"\{\w+\}", "", text) for text in (*said, *record.steps.values())]


def test_no_sentence_of_a_record_holds_a_digit_of_its_own() -> None:
    found = [
        text for one in records().values() for text in sentences(one) if re.search(r"\d", text)
    ]
    assert found == []


def test_of_what_is_withheld_nothing_is_said_but_that_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(explain_panel, "paragraph", lambda _, text: drawn.append(text))
    monkeypatch.setattr(explain_panel, "st", None)
    explanation = Explanation("af", "Danish", "", None)
    explain_panel.show(explanation, "test")
    assert drawn == [explain_panel.escape(explain_panel.WITHHELD)]
    assert explanation.trace() == ()
