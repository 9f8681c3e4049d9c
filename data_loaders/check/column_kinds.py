"""What a column of somebody's table is likely to hold, by its name and its values."""

import csv
import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

import polars as pl

from data_loaders.harmonise import code_cells, codes, definitions, harmonise_cells, units
from data_loaders.harmonise.definitions import Definition

_NAMES = Path(__file__).parent / "column_names.csv"
# Of the different values of a column, so many must be what it is taken for.
_MOST = 0.8
# So many different values are looked at.
_TRIED = 2_000
# The field and instance of UK Biobank's columns: 21001-0.0, f.21001.0.0, p21001_i0, Name-0.0.
_FIELD = re.compile(r"^(?:f\.|p)?(\d{2,6})(?:[-.]\d+\.\d+|_i\d+(?:_a\d+)?)?$")
_INSTANCE = re.compile(r"(?:-(\d+)\.\d+|_i(\d+)(?:_a\d+)?|(?<=\d)\.(\d+)\.\d+)$")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*$")
# Formats of dates as a mapping writes them, and as strptime has them; the likeliest first.
_DATES = {
    "yyyy-mm-dd": "%Y-%m-%d",
    "dd-mm-yyyy": "%d-%m-%Y",
    "dd/mm/yyyy": "%d/%m/%Y",
    "mm/dd/yyyy": "%m/%d/%Y",
    "dd.mm.yyyy": "%d.%m.%Y",
    "yyyy/mm/dd": "%Y/%m/%d",
    "yyyymmdd": "%Y%m%d",
}
# Local numbers pass for nothing here: any number is a concept of OMOP, anything a local code.
_SYSTEMS = ("sks", "atc", "icd10", "npu", "loinc")
# Short codes of ATC, such as A10, are codes of ICD-10 too: some code must be of a substance.
_OF_A_SUBSTANCE = 7


def phenotype_of(column: str) -> str | None:
    """Return the phenotype that a column's name says it measures, or None.

    Names are in English, Danish and Malay; UK Biobank's are known by field number too.

    >>> phenotype_of("Standing height-0.0"), phenotype_of("f.21001.0.0"), phenotype_of("HbA1c (%)")
    ('height', 'bmi', 'hba1c')
    >>> phenotype_of("height of the house") is None
    True
    """
    if field := _FIELD.match(column.strip()):
        return _fields().get(field[1])
    return _spellings().get(folded(_split(column)[0])) or _spellings().get(folded(column))


def bare(column: str) -> str:
    """Return a column's name as it is compared, without its instance.

    >>> bare("Age when attended assessment centre-0.0"), bare("Father_ID")
    ('age when attended assessment centre', 'father id')
    """
    return folded(_INSTANCE.sub("", column.strip()))


def parts(column: str) -> tuple[str, str]:
    """Return a column's name without its instance and place, and these as they are written.

    >>> parts("Diagnoses - ICD10-0.12"), parts("f.20002.1.3"), parts("height")
    (('Diagnoses - ICD10', '-0.12'), ('f.20002', '.1.3'), ('height', ''))
    """
    name = column.strip()
    match = _INSTANCE.search(name)
    return (name[: match.start()], match[0]) if match else (name, "")


def instance_of(column: str) -> str | None:
    """Return the visit that a column of UK Biobank is of, or None.

    >>> instance_of("Weight-1.0"), instance_of("p21001_i2"), instance_of("Weight")
    ('1', '2', None)
    """
    match = _INSTANCE.search(column.strip())
    return next(filter(None, match.groups())) if match else None


def unit_of(column: str) -> str | None:
    """Return the unit that a column's name ends with, in brackets or after a low line, or None.

    >>> unit_of("HbA1c (mmol/mol)"), unit_of("height_cm"), unit_of("Body mass index (BMI)-0.0")
    ('mmol/mol', 'cm', None)
    """
    return _split(column)[1]


def likely_units(values: pl.Series, decimal: str, definition: Definition) -> list[str]:
    """Return the units in which the median of a column is usual, or else can be true.

    The dictionary's own stands alone if it fits; else those of units.csv, in their order.
    """
    numbers = harmonise_cells.number(pl.col("text"), decimal)
    median = pl.DataFrame({"text": values}).select(numbers.median()).item()
    for limits in (definition.usual, definition.range):
        if median is None or limits is None:
            continue
        if fitting := _fitting(median, limits, definition):
            return fitting
    return []


def _fitting(median: float, limits: tuple[float, float], definition: Definition) -> list[str]:
    fitting = []
    for unit in (str(definition.unit), *units.known_units()):
        try:
            value = units.conversion(unit, str(definition.unit), definition.analyte).apply(median)
        except ValueError:  # of another kind of quantity
            continue
        if limits[0] <= value <= limits[1]:
            fitting.append(unit)
    return fitting[:1] if definition.unit in fitting else fitting


def decimal_of(values: pl.Series) -> str | None:
    """Return the decimal sign of a column's numbers; None where none of them has one."""
    signs = [sign for sign in ".," if values.str.contains(rf"^-?\d+[{sign}]\d+$").any()]
    return signs[0] if len(signs) == 1 else None


def code_system(values: pl.Series) -> str | None:
    """Return the code system that most of the different values are codes of, or None.

    Of each value the first word counts: a name or another code may stand behind it.
    """
    tried = [word.strip(",;:") for value in _different(values) for word in value.split()[:1]]
    for name in _SYSTEMS if tried else ():
        system = codes.code_systems()[name]
        if name == "atc" and max(map(len, tried)) != _OF_A_SUBSTANCE:
            continue
        fitting = sum(len(value) > 2 and system.canonical(value) is not None for value in tried)
        if fitting >= _MOST * len(tried):
            return name
    return None


def asked_for(
    values: pl.Series, system: str, descendants: Mapping[str, frozenset[str]]
) -> list[str]:
    """Return the phenotypes of the dictionary that some code of a column is asked for by.

    descendants
        The concepts below each concept of OMOP, where they are known.
    """
    of = codes.code_systems()[system]
    # Denmark's SKS codes become those of ICD-10.
    wanted = codes.code_systems()["icd10" if system == "sks" else system]
    present = code_cells.spellings(values.unique(), of)["code"].drop_nulls()
    selections = {
        name: codes.select(wanted, definition.codes[wanted.id], (), descendants)
        for name, definition in definitions.core().items()
        if wanted.id in definition.codes
    }
    return [name for name, of_name in selections.items() if any(map(of_name.covers, present))]


def date_formats(values: pl.Series) -> list[str]:
    """Return the date formats, as a mapping writes them, in which most of the values are dates."""
    tried = pl.DataFrame({"text": _different(values)}, schema={"text": pl.String})
    if tried.is_empty():
        return []
    return [
        name
        for name, pattern in _DATES.items()
        if tried.select(harmonise_cells.day(pl.col("text"), pattern).is_not_null().mean()).item()
        >= _MOST
    ]


def is_numbers(values: pl.Series, decimal: str = ".") -> bool:
    """Return whether most of the different values are numbers with this decimal sign."""
    tried = pl.DataFrame({"text": _different(values)}, schema={"text": pl.String})
    is_number = harmonise_cells.number(pl.col("text"), decimal).is_not_null()
    return not tried.is_empty() and tried.select(is_number.mean()).item() >= _MOST


def is_units(values: pl.Series) -> bool:
    """Return whether most of the different values are units that are known."""
    tried = [value for value in _different(values) if not value[0].isdigit()]
    known = [value for value in tried if units.find_unit(value) is not None]
    return bool(tried) and len(known) >= _MOST * len(tried)


def are_ids(values: pl.Series, ids: Collection[str]) -> bool:
    """Return whether half of the different values, at least, are among these ids."""
    tried = {*values} - {""}
    return bool(tried) and 2 * len(tried & {*ids}) >= len(tried)


def _split(column: str) -> tuple[str, str | None]:
    """Return a column's name without its instance and unit, and the unit."""
    name = _INSTANCE.sub("", column.strip())
    if bracket := _BRACKETS.search(name):
        return name[: bracket.start()], units.find_unit(bracket[1])
    start, _, end = name.rpartition("_")
    unit = units.find_unit(end) if start else None
    # pint knows one letter as a constant of nature: ldl_c has no unit.
    return (start, unit) if unit in units.known_units() else (name, None)


def _different(values: pl.Series) -> list[str]:
    return values.filter(values != "").unique(maintain_order=True).head(_TRIED).to_list()


def folded(name: str) -> str:
    """Return a name as it is compared: its words in lower case, without signs between them."""
    return " ".join(re.findall(r"[^\W_]+", name.casefold()))


@cache
def _rows() -> list[dict[str, str]]:
    with _NAMES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _fields() -> dict[str, str]:
    return {row["field"]: row["phenotype"] for row in _rows() if row["field"]}


@cache
def _spellings() -> dict[str, str]:
    spellings = {
        folded(name): row["phenotype"] for row in _rows() for name in row["names"].split("|")
    }
    for name, definition in definitions.core().items():
        spellings |= {folded(name): name, folded(definition.label): name}
    return spellings
