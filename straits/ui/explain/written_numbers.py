"""How the numbers of an explanation are written: the last as the page has it, the others finer."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from straits.explained.explanation import Explanation
from straits.formulas.formula import Step
from straits.ui.words import numbers

# Numbers of a row of groups or alleles that are written out.
_MOST = 6
_SIGNS = (
    ("**2", "²"),
    (" * ", " × "),
    ("sqrt(", "√("),
    (", ", "; "),
    (" - ", " − "),
    ("**", " ^ "),
)
_WORDS = {"total": "sum of ", "least": "smallest of ", "greatest": "largest of "}
# A name ends before a sign such as ² that Python takes for a letter of it.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OF_SIDE = re.compile(r"(ac|an)_([ab])")
# Calls that are said in words.
_CALLS = (
    (
        re.compile(r"gamma quantile\((.+?); (.+?)\)"),
        r"the mean count at which \2 or more come with a chance of \1",
    ),
    (re.compile(r"zero below two\(.+?; (.+)\)"), r"\1; 0 for one copy or none"),
)

KINDS: Mapping[str, Callable[[float], str]] = MappingProxyType(
    {
        "expected_count": lambda value: f"{value:,.1f}".removesuffix(".0"),
        "fine": lambda value: fine(value),
        "fraction": lambda value: f"{value:.3g}",
        "frequency": numbers.frequency,
        "hundredth": lambda value: f"{value:.2f}",
        "p_value": numbers.p_value,
        "percent": numbers.percent,
        "ratio": numbers.ratio,
        "signed": numbers.signed,
        "signed_hundredth": lambda value: f"{value:+.2f}",
        "tenth": lambda value: f"{value:.1f}",
        "taught": lambda value: exactly(value),
        "value": numbers.value,
    }
)


def fine(value: float) -> str:
    """Write Fst with three decimals, a small one with four: much of it is below 0.01.

    >>> fine(0.1234), fine(0.00123)
    ('0.123', '0.0012')
    """
    return f"{value:.3f}" if abs(value) >= 0.01 else f"{value:.4f}"


def exactly(value: Any) -> str:
    """Write a number of a calculation: counts in full, others with five digits that count.

    >>> exactly(1008.0), exactly(0.3125), exactly([1, 2]), exactly(float("inf"))
    ('1,008', '0.3125', '1; 2', '∞')
    """
    flat = np.atleast_1d(np.squeeze(value))
    if flat.size > 1:
        more = f"; … {flat.size:,} in all" if flat.size > _MOST else ""
        return "; ".join(exactly(one) for one in flat[:_MOST]) + more
    number = float(flat[0])
    if not np.isfinite(number):
        return numbers.MISSING if np.isnan(number) else "∞" if number > 0 else "−∞"
    if number == round(number) and abs(number) < 1e15:
        return f"{number:,.0f}"
    return f"{number:.5g}".replace("e-0", "e-")


def results(explanation: Explanation) -> list[str]:
    """Return what the figure shows, as the page writes it."""
    gives = explanation.record.gives
    return [KINDS[gives[name]](value) for name, value in explanation.results().items()]


def step(explanation: Explanation, one: Step) -> str:
    """Write the value of a step: one that the figure shows as the figure has it."""
    kind = explanation.record.gives.get(one.name)
    return KINDS[kind](float(np.squeeze(one.value))) if kind else exactly(one.value)


def words(explanation: Explanation) -> str:
    """Return the sentence of a record with its live numbers."""
    known = {
        name: numbers.p_value(float(np.squeeze(value))) if name == "p" else exactly(value)
        for name, value in (explanation.given or {}).items()
    }
    for one in explanation.trace():
        known[one.name] = step(explanation, one)
        if explanation.record.gives.get(one.name) == "signed":
            known[f"{one.name}_than"] = _higher_or_lower(float(np.squeeze(one.value)))
    return explanation.record.words.format(
        group=explanation.group, other=explanation.other, **known
    )


def _higher_or_lower(difference: float) -> str:
    """Write a difference of two frequencies as a word and its size, which has no sign.

    >>> _higher_or_lower(-0.127), _higher_or_lower(0.25)
    ('0.127 lower', '0.250 higher')
    """
    return f"{numbers.frequency(abs(difference))} {'lower' if difference < 0 else 'higher'}"


def arithmetic(one: Step, known: Mapping[str, Any]) -> str:
    """Write how a step follows, with numbers in the place of names; rows of numbers keep theirs.

    >>> arithmetic(Step("af", "ac / an", 0.25), {"ac": 1, "an": 4})
    '1 / 4'
    >>> arithmetic(Step("least", "gamma_quantile(chance, ac)", 4.7), {"chance": 0.05, "ac": [9, 2]})
    'the mean count at which AC or more come with a chance of 0.05'
    >>> arithmetic(Step("share", "ac_a / an_a**2", 0.1), {"ac_a": [9, 2], "an_a": [10, 20]})
    'AC of A / AN of A²'
    """

    def number(found: re.Match[str]) -> str:
        value = known.get(found[0])
        if value is None or np.size(value) > 1:
            if side := _OF_SIDE.fullmatch(found[0]):
                return f"{side[1].upper()} of {side[2].upper()}"
            words = _WORDS.get(found[0], found[0].replace("_", " "))
            return words.upper() if found[0] in ("ac", "an") else words
        return exactly(value)

    text = one.expression
    for plain, sign in _SIGNS:
        text = text.replace(plain, sign)
    said = _NAME.sub(number, text)
    for call, words in _CALLS:
        said = call.sub(words, said)
    return said
