"""Units of measurement: what a spelling means, and how one unit becomes another.

Within one kind of quantity pint converts. Between mass and amount of substance it needs the
molar mass of the analyte (analytes.csv); between two scales of one assay an equation
(equations.csv), because 6.5 % HbA1c is 48 mmol/mol and not 65.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pint
import polars as pl

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Conversion:
    """A straight line from one unit to another: target = factor * value + offset.

    formula
        The line as a person would write it, with what it rests on.
    """

    factor: float
    offset: float
    formula: str

    def apply(self, value: float) -> float:
        """Return one value in the target unit."""
        return self.factor * value + self.offset


@dataclass(frozen=True)
class Analyte:
    """What is measured, where mass and amount must be told apart; molar mass in g/mol."""

    name: str
    molar_mass: float
    source: str


def find_unit(text: str) -> str | None:
    """Return the one name that Straits uses for a unit, or None for a unit that nobody knows.

    Capitals, blanks, the two micro signs and UCUM's remarks in braces make no difference.

    >>> find_unit("MMOL/L"), find_unit("mm[Hg]"), find_unit("umol/l"), find_unit("wat")
    ('mmol/L', 'mmHg', 'µmol/L', None)
    >>> find_unit("%{HemoglobinA1C}")
    '%'
    """
    bare = re.sub(r"\{[^{}]*\}", "", text)
    known = _spellings()
    return known.get(_fold(text)) or known.get(_fold(bare)) or _unit_of_pint(bare.strip())


def unit_of_omop(concept_id: str) -> str | None:
    """Return the unit that an OMOP unit_concept_id stands for, or None.

    >>> unit_of_omop("8840")
    'mg/dL'
    """
    return _omop_units().get(concept_id)


def known_units() -> list[str]:
    """Return the names of the units of units.csv, for a message or a list."""
    return [row["unit"] for row in _rows("units.csv")]


@cache
def analytes() -> dict[str, Analyte]:
    """Return the analytes whose molar mass is known, by name."""
    return {
        row["analyte"]: Analyte(row["analyte"], float(row["molar_mass"]), row["source"])
        for row in _rows("analytes.csv")
    }


def analyte_names() -> set[str]:
    """Return every name that `analyte:` may have."""
    return {*analytes(), *(row["analyte"] for row in _rows("equations.csv"))}


@cache
def conversion(unit: str, target: str, analyte: str | None = None) -> Conversion:
    """Return how values in a unit become values in the target unit.

    unit, target
        Names as `find_unit` returns them.
    analyte
        What is measured; needed from mass to amount of substance, and for HbA1c.

    Raises ValueError if the one cannot be turned into the other.

    >>> round(conversion("%", "mmol/mol", "hba1c").apply(6.5))
    48
    >>> round(conversion("mg/dL", "mmol/L", "cholesterol").apply(200), 2)
    5.17
    """
    if unit == target:
        return Conversion(1.0, 0.0, f"{target} as sent")
    equations = [row for row in _rows("equations.csv") if row["analyte"] == analyte]
    if equations:
        return _by_equation(unit, target, equations)
    substance = analytes().get(analyte or "")
    factor, is_by_mass = _by_pint(unit, target, substance)
    basis = (
        f" ({substance.name} {substance.molar_mass:g} g/mol)" if substance and is_by_mass else ""
    )
    return Conversion(factor, 0.0, f"{target} = {factor:.6g} × {unit}{basis}")


def conversions(units: list[str], target: str, analyte: str | None) -> pl.DataFrame:
    """Return, per unit as it is spelt in a file, how it becomes the target unit.

    One row per spelling: original_unit, unit (null if nobody knows it), factor and offset
    (null if the unit is of another kind of quantity), formula.
    """
    rows = []
    for spelling in units:
        unit = find_unit(spelling)
        try:
            factors = conversion(unit, target, analyte) if unit else None
        except ValueError:
            factors = None
        line = (factors.factor, factors.offset, factors.formula) if factors else (None, None, None)
        rows.append((spelling, unit, *line))
    columns = {"original_unit": pl.String, "unit": pl.String, "factor": pl.Float64}
    columns |= {"offset": pl.Float64, "formula": pl.String}
    return pl.DataFrame(rows, schema=columns, orient="row")


def other_units(unit: str, target: str, analyte: str | None) -> dict[str, Conversion]:
    """Return the known units, but for one, that can become the target unit, each with its way."""
    ways = {}
    for other in known_units():
        try:
            ways[other] = conversion(other, target, analyte)
        except ValueError:
            continue
    return {other: way for other, way in ways.items() if other != unit}


def _by_equation(unit: str, target: str, equations: list[dict[str, str]]) -> Conversion:
    for row in equations:
        factor, offset = float(row["factor"]), float(row["offset"])
        basis = f"{row['formula']} ({row['source']})"
        if (row["unit"], row["target"]) == (unit, target):
            return Conversion(factor, offset, basis)
        if (row["unit"], row["target"]) == (target, unit):
            return Conversion(1 / factor, -offset / factor, f"the inverse of {basis}")
    raise ValueError(f"no equation turns {unit} into {target} for {equations[0]['analyte']}")


def _by_pint(unit: str, target: str, analyte: Analyte | None) -> tuple[float, bool]:
    """Return what one unit is in the target, and whether that took the molar mass."""
    registry = _registry()
    unit_size, target_size = (
        registry.parse_expression(_expression(each)) for each in (unit, target)
    )
    ways = [(unit_size, False)]
    if analyte is not None:
        molar_mass = registry.Quantity(analyte.molar_mass, "g/mol")
        ways += [(unit_size / molar_mass, True), (unit_size * molar_mass, True)]
    for quantity, is_by_mass in ways:
        if quantity.is_compatible_with(target_size):
            # Beyond 15 digits lies what floating point adds: ng/mL is 1.0000000000000002 µg/L.
            return float(f"{(quantity / target_size).m_as('dimensionless'):.15g}"), is_by_mass
    raise ValueError(f"{unit} and {target} are of different kinds of quantity")


@cache
def _registry() -> "pint.UnitRegistry[float]":
    return pint.UnitRegistry(cache_folder=None)


@cache
def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _spellings() -> dict[str, str]:
    return {
        _fold(spelling): row["unit"]
        for row in _rows("units.csv")
        for spelling in (row["unit"], *filter(None, row["spellings"].split("|")))
    }


@cache
def _omop_units() -> dict[str, str]:
    return {row["omop_concept_id"]: row["unit"] for row in _rows("units.csv")}


def _fold(text: str) -> str:
    micro = text.replace("\N{GREEK SMALL LETTER MU}", "u").replace("\N{MICRO SIGN}", "u")
    return "".join(micro.split()).casefold()


def _expression(unit: str) -> str:
    return next((row["expression"] for row in _rows("units.csv") if row["unit"] == unit), unit)


@cache
def _unit_of_pint(text: str) -> str | None:
    """Return a unit that is not in units.csv as it is written, if pint knows every part of it."""
    try:
        return text if text and not _registry().parse_units(text).dimensionless else None
    except Exception:  # pint's tokenizer raises whatever it stumbles over
        return None
