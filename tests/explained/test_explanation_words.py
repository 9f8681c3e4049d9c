"""What explanations say in words: a difference by its direction, an interval as what it holds."""

import pytest

from straits.explained.explanation import Explanation, records
from straits.ui.explain import written_numbers


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((10, 100, 40, 100), "The frequency of the allele in A is 0.300 lower than in B."),
        ((40, 100, 10, 100), "The frequency of the allele in A is 0.300 higher than in B."),
    ],
)
def test_a_difference_is_explained_without_a_sign_and_its_interval_as_one(
    counts: tuple[int, int, int, int], expected: str
) -> None:
    given = dict(zip(("ac_a", "an_a", "ac_b", "an_b"), counts, strict=True)) | {"z": 1.96}
    said = written_numbers.words(Explanation("difference", "A", "B", given))
    assert said.startswith(expected)
    assert "hold the true difference" in said


def test_no_explanation_reads_an_interval_as_what_chance_could_do() -> None:
    texts = [record.words for record in records().values() if {"low", "high"} <= set(record.gives)]
    assert len(texts) > 5
    assert not [text for text in texts if "chance alone" in text.lower()]
