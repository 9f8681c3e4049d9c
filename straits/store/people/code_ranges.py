"""Which codes of which systems an event asks for, and whether a reading has one of them."""

from typing import NamedTuple

import numpy as np

from straits.cohorts import Event
from straits.store.people.phenotype_columns import ReadingColumns
from straits.store.people.three_valued import FALSE, TRUE, UNKNOWN, Truth

# In these systems a code stands for those below it; their codes are compared without the dot.
_WITH_DESCENDANTS = ("icd10", "atc")
# Danish SKS codes are stored as the ICD-10 codes that they are.
_STORED_AS = {"icd10": ["icd10", "sks"]}


class AskedCodes(NamedTuple):
    """What an event asks of codes; all None where it asks for any, or none at all.

    codes
        As they are stored, in systems whose codes stand for themselves alone.
    code_lows, code_highs
        In the others: the ends of ranges, without the dot.
    """

    systems: list[str] | None = None
    codes: list[str] | None = None
    code_lows: list[str] | None = None
    code_highs: list[str] | None = None


def asked_codes(asked: Event) -> AskedCodes:
    """Return the codes that an event asks for, as they are stored."""
    if asked.system is None:
        return AskedCodes()
    systems = _STORED_AS.get(asked.system, [asked.system])
    if asked.system == "local":
        return AskedCodes(systems, list(asked.codes))
    written = [code.strip().upper().rstrip("*+!") for code in asked.codes]
    if asked.system not in _WITH_DESCENDANTS:
        return AskedCodes(systems, written)
    ends = [code.replace(".", "").partition("-") for code in written]
    lows, highs = [low for low, _, _ in ends], [high or low for low, _, high in ends]
    return AskedCodes(systems, None, lows, highs)


def hits_of_codes(asked: Event, readings: ReadingColumns) -> Truth:
    """Return whether each reading has a code that is asked for.

    Unknown where it is of another system, has no code, or has one above those asked for.
    """
    of = asked_codes(asked)
    if of.systems is None:
        return np.full(readings.person.size, TRUE)
    # One more at the end, for readings without a code.
    by_code = np.array([*(_is_hit(code, of) for code in readings.code.names), UNKNOWN], np.int8)
    is_of_system = readings.code_system.truth(of.systems) == TRUE
    return np.where(is_of_system, by_code[readings.code.codes], UNKNOWN)


def _is_hit(code: str, of: AskedCodes) -> np.int8:
    """Return whether a code is asked for: see the macros is_code_in and is_code_above."""
    if of.code_lows is None or of.code_highs is None:
        return TRUE if code in (of.codes or ()) else FALSE
    bare = code.replace(".", "")
    ranges = list(zip(of.code_lows, of.code_highs, strict=True))
    if any(bare[: len(low)] >= low and bare[: len(high)] <= high for low, high in ranges):
        return TRUE
    is_above = any(
        len(bare) < len(low) and low[: len(bare)] <= bare <= high[: len(bare)]
        for low, high in ranges
    )
    return UNKNOWN if is_above else FALSE
