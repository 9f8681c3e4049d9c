"""A frequency in the ways in which people read it: one in so many, of a thousand, as a decimal."""

from collections.abc import Mapping

import streamlit as st

from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph

# Signs of a row; each stands for so many of a thousand.
_SIGNS, _EACH = 20, 50


def row_of_signs(frequency: float) -> str:
    """Draw a frequency as a row of signs; one that is half full stands for fewer than a whole.

    >>> row_of_signs(0.11)[:4], row_of_signs(0.001)[:2], row_of_signs(0.0)[:2]
    ('●●◐○', '◐○', '○○')
    """
    full, rest = divmod(frequency * 1000, _EACH)
    half = "◐" if rest > 0.01 else ""
    return f"{'●' * round(full)}{half}".ljust(_SIGNS, "○")[:_SIGNS]


def draw(name: str, frequencies: Mapping[str, float], who: str) -> None:
    """Draw the frequencies of a case's allele side by side, one row per group.

    who
        The people who are counted: "all" or "unrelated".
    """
    rows = [
        " | ".join(
            (
                escape(label), escape(numbers.one_in(frequency)), f"{frequency * 1000:.1f}",
                numbers.frequency(frequency), row_of_signs(frequency),
            )
        )
        for label, frequency in frequencies.items()
    ]  # fmt: skip
    people = "unrelated people" if who == "unrelated" else "everybody"
    head = (
        f"Copies of {people}, over all call sets | | of 1,000 copies | AF | a row of 1,000 copies"
    )
    body = "\n".join(f"| {line} |" for line in (head, ":---|---:|---:|---:|:---", *rows))
    st.markdown(body.replace("| :---|---:|---:|---:|:--- |", "|:---|---:|---:|---:|:---|"))
    paragraph(
        f"caption-signs-{name}",
        f"These are copies of the place, not people. Each ● is {_EACH} of 1,000 copies, ◐ fewer "
        f"than {_EACH} but some, ○ none.",
    )
