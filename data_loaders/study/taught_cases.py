"""Cases for learners that a teacher writes into files; docs/learn.md describes them."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from data_loaders.study import located_yaml, validation
from data_loaders.study.genotype_rule import Part
from data_loaders.study.study_fields import Identifier, Text
from straits.errors import StudyError

Number = Literal["ac", "an", "af", "carriers_per_1000", "hom_alt"]


class TaughtCase(Part):
    """A case: a question, the number of a page that answers it, and the number of a mistake."""

    name: Identifier
    """a short name for the case"""
    title: Text
    """a title of a few words"""
    question: Text
    """the question, in clinical words"""
    asks: Text
    """what is to be answered, such as The frequency of the allele"""
    variant: Text
    """the variant whose numbers are asked for, such as rs671"""
    gene: Text | None = None
    """the gene whose page the link opens; left out, it opens the page of the variant"""
    group: Text
    """the group whose number it is, by its id or its label"""
    number: Number
    """which number: ac, an, af, carriers_per_1000 or hom_alt"""
    mistaken_group: Text | None = None
    """the group whose number is the usual mistake"""
    mistaken_number: Number | None = None
    """the number that is the usual mistake: ac, an, af, carriers_per_1000 or hom_alt"""
    remember: str = ""
    """what to remember, in a sentence"""

    @model_validator(mode="after")
    def _has_a_mistake(self) -> "TaughtCase":
        if self.mistaken_group is None and self.mistaken_number is None:
            raise ValueError("name the usual mistake: mistaken_group, mistaken_number or both")
        return self


class TaughtCases(Part):
    """A file of cases."""

    cases: tuple[TaughtCase, ...] = Field(min_length=1)
    """a list of cases, each with a name, a title and a question"""


def read_cases(path: Path) -> tuple[TaughtCase, ...]:
    """Return the cases of a file.

    Raises StudyError with file, line and key for the first thing that is wrong.
    """
    document = located_yaml.read_yaml(path)
    try:
        found = TaughtCases.model_validate(document.value)
    except ValidationError as error:
        raise validation.study_error(error, document, TaughtCases) from error
    seen: set[str] = set()
    for index, case in enumerate(found.cases):
        if case.name in seen:
            raise StudyError(
                f"{document.where('cases', index, 'name')}: there are two cases {case.name!r}; "
                "give each a name of its own."
            )
        seen.add(case.name)
    return found.cases


def line_of(path: Path, index: int) -> str:
    """Return file:line of a case of a file, by its place."""
    return located_yaml.read_yaml(path).where("cases", index)


def copied(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the cases of files as a release holds them, each with the checksum of its file.

    Raises StudyError for the first thing that is wrong, and for a name that two files have.
    """
    found: dict[str, dict[str, Any]] = {}
    for path in paths:
        checksum = hashlib.sha256(path.read_bytes()).hexdigest()
        for index, case in enumerate(read_cases(path)):
            if case.name in found:
                raise StudyError(f"{line_of(path, index)}: another file has a case {case.name!r}.")
            found[case.name] = {**case.model_dump(), "file": path.name, "sha256": checksum}
    return list(found.values())
