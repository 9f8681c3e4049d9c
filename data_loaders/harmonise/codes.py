"""Codes of diagnoses, tests and medicines: their one spelling, and which codes a selection covers.

A selection is a code (E11, which stands for E11.9 too), a range (E10-E14) or a concept of OMOP.
SKS codes of Denmark are brought to ICD-10: DE119 is E11.9.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from data_loaders.study.located_yaml import read_yaml

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class CodeSystem:
    """One code system as code_systems.yaml describes it."""

    id: str
    label: str
    pattern: re.Pattern[str]
    hierarchy: Literal["prefix", "listed", "none"]
    levels: tuple[int, ...]
    example: str
    nothing: tuple[str, ...] = ()

    def canonical(self, text: str) -> str | None:
        """Return the one spelling of a code, or None if it is not a code of this system.

        >>> icd10, sks = code_systems()["icd10"], code_systems()["sks"]
        >>> icd10.canonical("e119"), icd10.canonical("E11.9*"), sks.canonical("DE119")
        ('E11.9', 'E11.9', 'E11.9')
        >>> icd10.canonical("ZZ9.99") is None
        True
        """
        if self.id == "local":
            return text.strip() or None
        code = text.strip().upper()
        if code in self.nothing:
            return None
        if self.id in ("icd10", "sks"):
            code = code.rstrip("*+†")  # marks of aetiology and manifestation
        if not self.pattern.fullmatch(code):
            return None
        if self.id == "loinc":
            number = code.lstrip("0")
            is_whole = len(number) > 2 and _check_digit(number[:-2]) == int(number[-1])
            return number if is_whole else None
        if self.id == "sks" and not code.startswith("D"):
            return code
        if self.id in ("icd10", "sks"):
            bare = code.replace(".", "").removeprefix("D" if self.id == "sks" else "")
            # An X alone fills the place of a subdivision that there is not: E11.X is E11.
            below = bare[3:].removesuffix("X") if len(bare) == 4 else bare[3:]
            return f"{bare[:3]}.{below}" if below else bare[:3]
        return code


@dataclass(frozen=True)
class Selection:
    """The codes that a phenotype asks for in one code system, less those that it excludes."""

    system: CodeSystem
    codes: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    descendants: Mapping[str, Collection[str]] = field(default_factory=dict)

    def covers(self, code: str) -> bool:
        """Tell whether a code, in its one spelling, is asked for.

        >>> diabetes = Selection(code_systems()["icd10"], ("E10-E14",), ("E10",))
        >>> diabetes.covers("E11.9"), diabetes.covers("E10.1"), diabetes.covers("E15")
        (True, False, False)
        """
        return self._is_among(code, self.codes) and not self._is_among(code, self.excluded)

    def may_cover(self, code: str) -> bool:
        """Tell whether a code that is not asked for stands above one that is.

        >>> select(code_systems()["icd10"], ["I80.1-I80.3"]).may_cover("I80")
        True
        """
        return not self.covers(code) and any(
            _is_above(code.replace(".", ""), *selection.replace(".", "").partition("-")[::2])
            for selection in self.codes
            if self.system.hierarchy == "prefix"
        )

    def _is_among(self, code: str, selections: Iterable[str]) -> bool:
        return any(self._is_below(code, selection) for selection in selections)

    def _is_below(self, code: str, selection: str) -> bool:
        if self.system.hierarchy == "listed":
            return code == selection or code in self.descendants.get(selection, ())
        if self.system.hierarchy == "none":
            return code == selection
        bare = code.replace(".", "")
        low, _, high = selection.replace(".", "").partition("-")
        if not high:
            return bare.startswith(low)
        return bare[: len(low)] >= low and bare[: len(high)] <= high


@cache
def code_systems() -> dict[str, CodeSystem]:
    """Return every code system that Straits knows, by its id."""
    document = read_yaml(_FOLDER / "code_systems.yaml")
    return {
        name: CodeSystem(
            name,
            entry["label"],
            re.compile(entry["pattern"]),
            entry["hierarchy"],
            tuple(int(level) for level in entry["levels"]),
            entry["example"],
            tuple(entry.get("nothing", ())),
        )
        for name, entry in document.value.items()
    }


def select(
    system: CodeSystem,
    codes: Iterable[str],
    excluded: Iterable[str] = (),
    descendants: Mapping[str, Collection[str]] | None = None,
) -> Selection:
    """Return the selection of some codes and ranges as people write them.

    Raises ValueError for a code that is not of the system.

    >>> select(code_systems()["sks"], ["DE10-DE14"]).codes
    ('E10-E14',)
    """
    return Selection(
        system,
        tuple(_selected(system, code) for code in codes),
        tuple(_selected(system, code) for code in excluded),
        descendants or {},
    )


def _selected(system: CodeSystem, text: str) -> str:
    parts = text.split("-") if system.hierarchy == "prefix" else [text]
    bounds = [system.canonical(part) for part in parts if _has_level(system, part)]
    if len(parts) > 2 or len(bounds) < len(parts) or None in bounds:
        raise ValueError(f"expected {system.label} codes such as {system.example}, got {text!r}")
    return "-".join(filter(None, bounds))


def _is_above(bare: str, low: str, high: str) -> bool:
    """Tell whether a code is shorter than the ends of a range, and may lie in it."""
    high = high or low
    return len(bare) < len(low) and low[: len(bare)] <= bare <= high[: len(bare)]


def _has_level(system: CodeSystem, code: str) -> bool:
    return not system.levels or len(code.strip().replace(".", "")) in system.levels


def _check_digit(number: str) -> int:
    """Return the check digit of a LOINC number (Luhn's, LOINC Users' Guide, appendix C)."""
    doubled = str(int(number[::-1][::2]) * 2) + number[::-1][1::2]
    return -sum(map(int, doubled)) % 10
