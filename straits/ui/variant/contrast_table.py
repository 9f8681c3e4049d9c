"""What a table says of A less B, wherever one stands on the page of a variant."""

from typing import Any

from straits.ui.figures.tables import number, text
from straits.ui.words import glossary, numbers


def columns() -> dict[str, Any]:
    """Return the columns counts_a, counts_b, difference, interval and p."""
    return {
        "counts_a": text("AC/AN A", alignment="right", width=96, help=glossary.meaning("ac")),
        "counts_b": text("AC/AN B", alignment="right", width=96, help=glossary.meaning("ac")),
        "difference": number(
            "A − B", format="%+.4f", width=76, help=glossary.meaning("difference")
        ),
        "interval": text("95 %", alignment="right", width=150, help=glossary.meaning("newcombe")),
        "p": text("p", alignment="right", width=70, help=glossary.meaning("difference_test")),
    }


def interval(low: float | None, high: float | None) -> str:
    """Write the ends of a difference's interval; a dash where there is none.

    >>> interval(-0.01, 0.02), interval(None, None) == numbers.MISSING
    ('-0.0100 to +0.0200', True)
    """
    return numbers.MISSING if low is None or high is None else f"{low:+.4f} to {high:+.4f}"
