"""What each phenotype is, wherever it comes from: the core dictionary and what a study adds."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from data_loaders.harmonise import codes, units
from data_loaders.study import validation
from data_loaders.study.located_yaml import read_yaml
from data_loaders.study.study_fields import Text, Texts

Kind = Literal["continuous", "binary", "categorical", "date"]
Choice = Literal["latest", "first", "median", "mean", "min", "max", "any", "all", "only"]

# What may be chosen among the repeats of each kind; the first is taken when nothing is said.
CHOICES: dict[Kind, tuple[Choice, ...]] = {
    "continuous": ("latest", "first", "median", "mean", "min", "max", "only"),
    "binary": ("any", "all", "latest", "first", "only"),
    "categorical": ("latest", "first", "only"),
    "date": ("first", "latest", "only"),
}
DOMAINS = ("diagnosis", "laboratory", "medicine", "examination", "lifestyle", "other")

_CORE = Path(__file__).parent / "dictionary.yaml"


class Part(BaseModel):
    """A part of a YAML file; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Definition(Part):
    """One phenotype of the dictionary: what it is, in which unit, under which codes."""

    label: Text
    """a name for people, such as Type 2 diabetes"""
    description: str = ""
    """a sentence about what it is and what it rests on"""
    kind: Kind
    """continuous, binary, categorical or date"""
    domain: Literal[DOMAINS] = "other"  # type: ignore[valid-type]
    """diagnosis, laboratory, medicine, examination, lifestyle or other"""
    unit: Text | None = None
    """the unit that every site's values are brought to, such as mmol/L"""
    analyte: Text | None = None
    """what is measured, if mass and amount must be told apart: cholesterol, glucose, hba1c ..."""
    range: tuple[float, float] | None = None
    """the lowest and highest value that can be true, in that unit"""
    usual: tuple[float, float] | None = None
    """where the median of a site lies, in that unit; left out, the range"""
    categories: Texts = ()
    """the categories in the order they are to be shown"""
    codes: dict[str, Texts] = Field(default_factory=dict)
    """the codes of each code system, such as {icd10: [E11], atc: [A10BA02]}"""
    hpo: Text | None = None
    """the term of the Human Phenotype Ontology, where one fits"""
    choice: Choice | None = None
    """which of several values counts: latest, first, median, mean, min, max, any, all or only"""
    sex: Literal["XX", "XY"] | None = None
    """XX or XY, if it is asked of one sex alone"""
    age: tuple[float, float] | None = None
    """the youngest and oldest age in years at which a value counts"""
    source: str = ""
    """where the definition comes from"""

    @property
    def chosen_by(self) -> Choice:
        """Which of several values counts."""
        return self.choice or CHOICES[self.kind][0]

    @model_validator(mode="after")
    def _check(self) -> "Definition":
        if self.kind == "continuous" and self.unit is None:
            raise ValueError("expected a `unit`, such as mmol/L, for what is continuous")
        if self.unit is not None and units.find_unit(self.unit) != self.unit:
            unit = units.find_unit(self.unit)
            hint = f"; write it `{unit}`" if unit else ""
            hint = hint or validation.did_you_mean(self.unit, units.known_units())
            raise ValueError(f"nobody knows the unit {self.unit!r}{hint}")
        if self.kind == "categorical" and not self.categories:
            raise ValueError("expected `categories`, such as [never, former, current]")
        if self.analyte is not None and self.analyte not in units.analyte_names():
            hint = validation.did_you_mean(self.analyte, units.analyte_names())
            raise ValueError(f"there is no analyte {self.analyte!r} in analytes.csv{hint}")
        check_choice(self.kind, self.choice)
        check_range(self.range)
        check_range(self.usual)
        for system, selected in self.codes.items():
            codes.select(code_system(system), selected)
        return self


class Dictionary(Part):
    """A file of definitions."""

    phenotypes: dict[Text, Definition]
    """the phenotypes by their ids"""


def check_choice(kind: Kind, choice: Choice | None) -> None:
    """Raise ValueError for a choice that a kind does not have."""
    if choice is not None and choice not in CHOICES[kind]:
        expected = ", ".join(CHOICES[kind])
        raise ValueError(f"expected a choice of {expected} for what is {kind}, got {choice!r}")


def check_range(limits: tuple[float, float] | None) -> None:
    """Raise ValueError for limits in the wrong order."""
    if limits is not None and limits[0] >= limits[1]:
        raise ValueError(f"expected [lowest, highest], got [{limits[0]:g}, {limits[1]:g}]")


def code_system(name: str) -> codes.CodeSystem:
    """Return a code system by its id; raises ValueError, naming the nearest, if there is none."""
    systems = codes.code_systems()
    if name not in systems:
        raise ValueError(
            f"there is no code system {name!r}{validation.did_you_mean(name, systems)}; "
            f"expected one of {', '.join(systems)}"
        )
    return systems[name]


@cache
def core() -> dict[str, Definition]:
    """Return the phenotypes that Straits ships, by id, in the order they are shown."""
    document = read_yaml(_CORE)
    try:
        return TypeAdapter(Dictionary).validate_python(document.value).phenotypes
    except ValidationError as error:
        raise validation.study_error(error, document, Dictionary) from error
