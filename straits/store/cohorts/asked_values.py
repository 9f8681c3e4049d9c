"""Numbers, units and codes that a cohort asks for and that are hardly meant, each as a question."""

import csv
import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from straits.cohorts import Event, Measurement, code_spelling, quoted

# Stands for 0 in a ratio.
_LEAST = 1e-9
# How like a name words must be, from 0 to 1, to be taken for it.
_LIKE_A_NAME = 0.75
# Systems whose codes look like nothing else.
_TOLD_BY_LOOK = ("icd10", "atc", "loinc", "npu")
_OTHER_UNITS = Path(__file__).with_name("other_units.csv")


@dataclass(frozen=True)
class Phenotype:
    """What the release's dictionary says of a phenotype, and between which most values lie.

    limits
        The lowest and highest value that can be true, in the unit; None where any can.
    spread
        All but a few people's values lie between; None where few people have one.
    codes
        The dictionary's codes and ranges, by system.
    """

    kind: str
    unit: str | None
    categories: tuple[str, ...]
    label: str = ""
    limits: tuple[float | None, float | None] = (None, None)
    spread: tuple[float, float] | None = None
    codes: Mapping[str, tuple[str, ...]] | None = None
    n_sites: int = 0


def unit_question(asked: Measurement, of: Phenotype) -> str:
    """Return why a unit, or a number without one, is hardly meant; empty where it may be."""
    if asked.unit is not None:
        if of.unit is not None and _folded(asked.unit) == _folded(of.unit):
            return ""
        same = [
            f"{bound:g} {asked.unit} is {_rounded(value)} {of.unit}"
            for bound in _bounds(asked)
            for value in _converted(asked.phenotype, bound, asked.unit).values()
        ]
        told = f": {', '.join(same)}" if same else ""
        return f"the release gives {asked.phenotype!r} in {of.unit}, not {asked.unit}{told}"
    if of.unit is None:
        return ""
    for bound in _bounds(asked):
        is_impossible = not _is_within(bound, of.limits)
        likely = [
            f"{bound:g} {unit} ({_rounded(value)} {of.unit})"
            for unit, value in _converted(asked.phenotype, bound).items()
            if _is_within(value, of.limits)
            and (is_impossible or _distance(value, of.spread) < _distance(bound, of.spread))
        ]
        if is_impossible or likely:
            meant = f"did you mean {' or '.join(likely)}? If" if likely else "if"
            return (
                f"{bound:g} {of.unit} is far from the values of {asked.phenotype!r} here; {meant} "
                f"{bound:g} {of.unit} is meant, write the unit too"
            )
    return ""


def code_question(asked: Event, phenotypes: Mapping[str, Phenotype]) -> str:
    """Return why a code is hardly meant, with the nearest known one; empty where it may be."""
    system = asked.system or "local"
    for code in asked.codes if system != "local" else ():
        wrong = code_spelling.misspelt(system, code)
        if wrong is None:
            continue
        meant = wrong.meant or _known(system, code, phenotypes)
        if meant:
            return f"{wrong.why}; did you mean {meant}?"
        others = code_spelling.others(system, code)
        hint = f"it may be one of {' or '.join(others)}" if others else (
            f"expected a code such as {code_spelling.SYSTEMS[system].example}"
        )  # fmt: skip
        return f"{wrong.why}; {hint}"
    return ""


def likely_criterion(words: str, phenotypes: Mapping[str, Phenotype]) -> str:
    """Return the criterion of the phenotype that words name, or have a code of; else nothing."""
    called = {
        name.casefold(): phenotype_id
        for phenotype_id, each in phenotypes.items()
        for name in (phenotype_id, phenotype_id.replace("_", " "), each.label)
    }
    if nearest := get_close_matches(words.casefold(), called, n=1, cutoff=_LIKE_A_NAME):
        return _criterion(called[nearest[0]], phenotypes[called[nearest[0]]])
    return coded_criterion(words, phenotypes)


def coded_criterion(word: str, phenotypes: Mapping[str, Phenotype]) -> str:
    """Return the criterion of the phenotype that has a code such as a word; else nothing."""
    for system in _TOLD_BY_LOOK:
        wrong = code_spelling.misspelt(system, word)
        code = word.upper() if wrong is None else wrong.meant
        for phenotype_id, each in phenotypes.items() if code else ():
            if any(_touches(code, known) for known in (each.codes or {}).get(system, ())):
                return f"ever {quoted('phenotype', phenotype_id)} with {system} code {code}"
    return ""


def _criterion(phenotype_id: str, of: Phenotype) -> str:
    name = quoted("phenotype", phenotype_id)
    if of.kind == "continuous":
        return f"{name} above ...{f' {of.unit}' if of.unit else ''}"
    if of.kind == "categorical":
        return f"{name} recorded as {quoted('category', of.categories[0])}"
    return f"ever {name}"


def _touches(code: str, known: str) -> bool:
    """Tell whether a code is one of the dictionary's, below one, above one or within a range."""
    bare, low, high = (text.replace(".", "") for text in (code, *known.partition("-")[::2]))
    is_between = bool(high) and low <= bare[: len(low)] and bare[: len(high)] <= high
    return bare.startswith(low) or low.startswith(bare) or is_between


def _known(system: str, word: str, phenotypes: Mapping[str, Phenotype]) -> str:
    """Return the code of the phenotype that is called most like a word; empty where none is."""
    called = {
        name.casefold(): each.codes[system][0]
        for phenotype_id, each in phenotypes.items()
        if each.codes and each.codes.get(system)
        for name in (phenotype_id, phenotype_id.replace("_", " "), each.label)
    }
    nearest = get_close_matches(word.casefold(), called, n=1)
    return called[nearest[0]] if nearest else ""


def _bounds(asked: Measurement) -> list[float]:
    bounds = (asked.at_least, asked.above, asked.at_most, asked.below)
    return [bound for bound in bounds if bound is not None]


def _is_within(value: float, limits: tuple[float | None, float | None]) -> bool:
    low, high = limits
    return (low is None or value >= low) and (high is None or value <= high)


def _distance(value: float, spread: tuple[float, float] | None) -> float:
    """Return how far a value lies outside most people's, as the logarithm of a ratio; else 0."""
    if spread is None or spread[0] <= value <= spread[1]:
        return 0
    low, high = (max(end, _LEAST) for end in spread)
    return max(math.log(low / max(value, _LEAST)), math.log(max(value, _LEAST) / high))


def _converted(phenotype_id: str, value: float, unit: str | None = None) -> dict[str, float]:
    """Return a value in the release's unit if it was meant in another one, by that unit."""
    return {
        row["other_unit"]: value * float(row["factor"]) + float(row["offset"])
        for row in _other_units()
        if row["phenotype_id"] == phenotype_id
        and (unit is None or _folded(unit) == _folded(row["other_unit"]))
    }


def _rounded(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


def _folded(unit: str) -> str:
    """Return what spellings of a unit share: kg/m2 and kg/m², mmol/l and mmol/L, µ and μ."""
    return unicodedata.normalize("NFKC", unit).casefold().replace(" ", "")


@cache
def _other_units() -> tuple[dict[str, str], ...]:
    with _OTHER_UNITS.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))
