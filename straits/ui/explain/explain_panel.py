"""What explains a figure: what it says, what went in, the steps, and what it leaves open."""

from collections.abc import Callable, Sequence

import streamlit as st

from straits.explained.explanation import Explanation
from straits.ui.access import require
from straits.ui.explain import written_numbers
from straits.ui.explain.offers import Offer
from straits.ui.words.markdown import escape, paragraph

# All that is said of a figure that is withheld.
WITHHELD = "This number is withheld by the study's profile."


@require.block
def draw(name: str, offered: Callable[[], Sequence[Offer]]) -> None:
    """Draw what opens the explanations of a figure or a table; nothing is asked until it is open.

    offered
        Returns the figures that are explained.
    """
    with st.container(key=f"actions-explained-{name}", horizontal=True):
        box = st.popover(
            "Explain these numbers", type="tertiary", key=f"explain-{name}", on_change="rerun"
        )
    if not box.open:
        return
    with box:
        found = {one.label: one for one in offered()}
        if not found:
            st.markdown("No number stands here that was worked out.")
            return
        chosen = st.selectbox("Which number?", list(found), key=f"explained-{name}")
        show(found[chosen].explanation, name)


def show(explanation: Explanation, name: str, caveat: str = "What it does not say") -> None:
    """Draw the explanation of one figure; of one that is withheld nothing but that it is.

    name
        What tells it from other explanations on the page.
    caveat
        What stands before that which the record leaves open.
    """
    if explanation.given is None:
        paragraph(f"explained-withheld-{name}", escape(WITHHELD))
        return
    record, steps = explanation.record, explanation.trace()
    first, *others = written_numbers.results(explanation)
    results = f"{first}, {' to '.join(others)}" if others else first
    if record.gives.keys() == {"low", "high"}:
        results = " to ".join((first, *others))
    st.markdown(f"**{escape(record.label)}: {escape(results)}**")
    st.markdown(escape(written_numbers.words(explanation)))
    st.markdown("**What went in**")
    _table(
        [
            (cell, written_numbers.exactly(explanation.given[one]))
            for one, cell in record.inputs.items()
        ]
    )
    known = {**explanation.given, **{one.name: one.value for one in steps}}
    st.markdown("**The steps**")
    _table(
        [
            (
                record.steps[one.name],
                written_numbers.step(explanation, one),
                written_numbers.arithmetic(one, known),
            )
            for one in steps
        ]
    )
    st.markdown(f"**{caveat}.** {escape(record.caveat)}")
    paragraph(f"caption-sources-{name}", escape(f"Source: {record.source}."))


def _table(rows: Sequence[tuple[str, ...]]) -> None:
    """Draw rows of what, the number and, if there is a third, how it follows."""
    sides = (":---", "---:", ":---")[: len(rows[0])]
    lines = [" | ".join((escape(what), f"**{escape(value)}**", *map(escape, how)))
             for what, value, *how in rows]  # fmt: skip
    body = "\n".join(f"| {line} |" for line in (" | ".join(sides), *lines))
    st.markdown(f"|{' |' * len(sides)}\n{body}")
