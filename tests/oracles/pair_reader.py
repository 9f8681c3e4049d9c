"""Reads what a page says of an allele in A and in B, and holds it against their counts."""

import re

from tests.oracles.counts_of_release import Group, is_more, wilson
from tests.oracles.sentence_reader import UntrueError

_AF = r"[\d.e-]+(?: of \d+ cop(?:y|ies))?"
PATTERNS = {
    "neither": r"was seen in neither (?P<high>.+) nor (?P<low>.+)",
    "alike": rf"is about as common in (?P<high>.+) \((?P<af_high>{_AF})\) as in (?P<low>.+) "
    rf"\((?P<af_low>{_AF})\)",
    "maybe": rf"may be as common in (?P<high>.+) \((?P<af_high>{_AF})\) as in (?P<low>.+) "
    rf"\((?P<af_low>{_AF})\): chance explains it too(?: \(q [\d.e-]+\))?",
    "alone": rf"was seen in (?P<high>.+) \((?P<af_high>{_AF})\) and in none of (?P<an>[\d,]+) "
    r"copies in (?P<low>.+)",
    "rare": rf"is common in (?P<high>.+) \((?P<af_high>{_AF})\) and rare in (?P<low>.+) "
    rf"\((?P<af_low>{_AF})\)",
    "times": rf"is (?P<times>[\d.,]+) times as common in (?P<high>.+) \((?P<af_high>{_AF})\) as in "
    rf"(?P<low>.+) \((?P<af_low>{_AF})\)",
    "more": rf"is more common in (?P<high>.+) \((?P<af_high>{_AF})\) than in (?P<low>.+) "
    rf"\((?P<af_low>{_AF})\)",
}


def read_pair(sentence: str, subject: str, sides: tuple[Group, Group], q: float | None) -> str:
    """Hold a sentence of one allele against the counts of A and B; returns its kind.

    q
        Within the family of tests; None where there is none.
    Raises UntrueError where it says what does not hold, or what this cannot read.
    """
    text = sentence.removeprefix(f"{subject} ")
    for kind, pattern in PATTERNS.items():
        if match := re.fullmatch(pattern, text):
            why = _wrong(kind, match.groupdict(), sides, q)
            if why:
                raise UntrueError(f"{sentence!r}: {why}, of {sides} at q {q}")
            return kind
    raise UntrueError(f"cannot be read: {sentence}")


def _wrong(
    kind: str, told: dict[str, str], sides: tuple[Group, Group], q: float | None
) -> str | None:
    """Return what is wrong with a sentence; None where all of it holds."""
    by_label = {side.label: side for side in sides}
    if {told["high"], told["low"]} != set(by_label):
        return "other groups"
    high, low = by_label[told["high"]], by_label[told["low"]]
    if kind == "neither":
        return "somebody has it" if high.high or low.high else None
    if high.high / high.an < low.high / low.an:
        return "the wrong way round"
    if told["af_high"] != high.told or told.get("af_low", low.told) != low.told:
        return "another frequency"
    is_told = is_more(high, low) and (q is None or q < 0.05)
    if is_told == (kind in ("alike", "maybe")):
        return "told" if is_told else "not told"
    if not is_told:
        is_near = high.high / high.an < 1.5 * low.high / low.an
        return None if is_near == (kind == "alike") else "not alike"
    return _wrong_of_more(kind, told, high, low)


def _wrong_of_more(kind: str, told: dict[str, str], high: Group, low: Group) -> str | None:
    if (kind == "alone") != (low.high == 0):
        return "seen in one alone"
    if kind == "alone":
        return None if told["an"] == f"{low.an:,}" else "other copies"
    is_rare = wilson(high.high, high.an)[0] >= 0.05 and wilson(low.high, low.an)[1] < 0.01
    if (kind == "rare") != is_rare:
        return "common and rare"
    if kind == "times":
        times = (high.high / high.an) / (low.high / low.an)
        is_to_rare = low.high / low.an < 0.01 and high.high / high.an >= 0.05
        if times < 1.5 or min(high.high, low.high) < 10 or is_to_rare:
            return "no ratio should be given"
        written = f"{times:.1f}" if times < 9.95 else f"{times:,.0f}"
        return None if told["times"] == written.removesuffix(".0") else f"{times} times"
    return None
