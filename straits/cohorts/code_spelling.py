"""Codes that a cohort asks for: whether they are written as their system writes them, and how."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class CodeSystem:
    """How the codes of one system look.

    label
        What people call it.
    pattern
        What a code matches, in capitals, without blanks.
    has_ranges
        Whether a code stands for those below it, and two with a dash for all between them.
    """

    label: str
    pattern: re.Pattern[str]
    example: str
    has_ranges: bool = False


# As data_loaders/harmonise/code_systems.yaml has them, whose patterns take whatever a site sends.
SYSTEMS = {
    "icd10": CodeSystem(
        "ICD-10", re.compile(r"[A-Z]\d[\dA-Z](\.?[\dX][\dA-Z]{0,3})?[*+!]?"), "E11.9", True
    ),
    "atc": CodeSystem(
        "ATC",
        re.compile(r"[ABCDGHJLMNPRSV](\d\d([A-Z]([A-Z](\d\d)?)?)?)?"),
        "A10BA02",
        True,
    ),
    "loinc": CodeSystem("LOINC", re.compile(r"\d{1,7}-\d"), "4548-4"),
    "npu": CodeSystem("NPU", re.compile(r"(NPU|DNK|NOR|SWE|MCS|AAA|AAB)\d{5}"), "NPU27300"),
    "omop": CodeSystem("OMOP", re.compile(r"[1-9]\d*"), "201826"),
    "local": CodeSystem("local", re.compile(r".+", re.DOTALL), "HBA1C"),
}


@dataclass(frozen=True)
class Misspelt:
    """What is wrong with a code, and the code that is probably meant; empty where none is."""

    why: str
    meant: str = ""


def misspelt(system: str, code: str) -> Misspelt | None:
    """Return what is wrong with a code or a range; None if it is one of its system.

    >>> misspelt("icd10", "DE11").meant, misspelt("icd10", "E14-E11").meant
    ('E11', 'E11-E14')
    >>> misspelt("atc", "metformin").why, misspelt("icd10", "E10-E14")
    ("'metformin' is no ATC code", None)
    """
    of = SYSTEMS[system]
    text = code.strip().upper()
    if not of.has_ranges:
        return _single(system, code, text)
    low, dash, high = text.removesuffix(".-").removesuffix("-").partition("-")
    for end in (low, high) if dash else (low,):
        if of.pattern.fullmatch(end) is None:
            meant = [_likely(system, each) for each in ((low, high) if dash else (low,))]
            return Misspelt(
                f"{code!r} is no {of.label} code", "-".join(meant) if all(meant) else ""
            )
    bare_low, bare_high = low.replace(".", ""), high.replace(".", "")
    if dash and bare_low[: len(bare_high)] > bare_high:
        return Misspelt(f"the range {code!r} runs backwards", f"{high}-{low}")
    return None


def _single(system: str, code: str, text: str) -> Misspelt | None:
    of = SYSTEMS[system]
    if of.pattern.fullmatch(text) is None:
        return Misspelt(f"{code!r} is no {of.label} code", _likely(system, text))
    if system == "loinc" and (digit := _check_digit(text[:-2])) != int(text[-1]):
        return Misspelt(f"the check digit of {code!r} is wrong", f"{text[:-1]}{digit}")
    return None


def _likely(system: str, text: str) -> str:
    """Return a code of the system that is written otherwise; empty where nothing is like it."""
    pattern = SYSTEMS[system].pattern
    # SKS puts a D before codes of ICD-10; a comma, a blank or an underscore stands for its point.
    guesses = [text, text.removeprefix("D")] if system == "icd10" else [text]
    guesses += [re.sub(r"[,_\s]", ".", guess) for guess in guesses]
    guesses += [re.sub(r"[\s._]", "", guess) for guess in guesses]
    if system in ("npu", "loinc", "omop"):
        guesses += [f"NPU{text}", re.sub(r"^(NPU|LOINC|OMOP)[\s:]*", "", text)]
    return next((guess for guess in guesses if pattern.fullmatch(guess)), "")


def others(system: str, code: str) -> list[str]:
    """Return the labels of the other systems of which a text is a code."""
    text = code.strip().upper()
    return [
        of.label
        for name, of in SYSTEMS.items()
        if name not in (system, "local") and of.pattern.fullmatch(text)
    ]


def _check_digit(number: str) -> int:
    """Return the check digit of a LOINC number (mod 10, LOINC Users' Guide, appendix C)."""
    doubled = str(int(number[::-1][::2]) * 2) + number[::-1][1::2]
    return -sum(map(int, doubled)) % 10
