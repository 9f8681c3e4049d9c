"""The tables of the OMOP Common Data Model as sources: which of their columns holds what."""

from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from data_loaders.study.located_yaml import read_yaml

TableName = Literal[
    "condition_occurrence",
    "drug_exposure",
    "measurement",
    "observation",
    "procedure_occurrence",
    "visit_occurrence",
    "observation_period",
]

# Tables that a mapping names under keys of their own.
ALONE = {
    "person": "people: {{file: {file}, omop: person}}",
    "concept_ancestor": "ancestors: {file}",
}
NAMED = (*get_args(TableName), *ALONE)

# Concepts of the domain Meas Value Operator: a result below or above what the assay can tell.
LIMITS = ("4171754", "4171755", "4171756", "4172704")  # <=, >=, <, >

_FILE = Path(__file__).parent / "omop_tables.yaml"


def filled(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table of a mapping with the columns and code system of its OMOP table filled in."""
    columns: dict[str, str | None] = {**_tables().get(table["omop"], {})}
    concept, source_value = columns.pop("concept", None), columns.pop("source_value", None)
    is_concept = table.get("code", "concept") == "concept"
    if concept is not None:
        columns["code"] = concept if is_concept else source_value
    system = {"code_system": "omop"} if concept is not None and is_concept else {}
    given = table.get("columns") or {}
    return {
        **system,
        **table,
        "columns": {**columns, **given} if isinstance(given, dict) else given,
    }


def person(people: dict[str, Any]) -> dict[str, Any]:
    """Return the `people:` of a mapping with the columns of OMOP's person table filled in."""
    return {**_tables()["person"], **people}


@cache
def _tables() -> dict[str, dict[str, str]]:
    value: dict[str, dict[str, str]] = read_yaml(_FILE).value
    return value
