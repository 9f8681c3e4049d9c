"""The values that a question is asked with, held to what its file declares."""

from collections.abc import Mapping

from straits.errors import QueryError
from straits.store.query.sql_files import COMPARISON, PARAMETER_TYPES, SqlFile


def bind(file: SqlFile, parameters: Mapping[str, object]) -> dict[str, object]:
    """Return the values of a question as the database takes them.

    Raises QueryError for one that is missing, not declared, or of another type.
    """
    return _checked(f"The question {file.name!r}", file.name, file.parameters, parameters)


def check_comparison(values: Mapping[str, object]) -> None:
    """Raise QueryError for a comparison that lacks a field, or has one of another type."""
    _checked("A comparison", "comparison", COMPARISON, values)


def _checked(
    what: str, name_of_query: str, kinds: Mapping[str, str], values: Mapping[str, object]
) -> dict[str, object]:
    if values.keys() != kinds.keys():
        raise QueryError(
            f"{what} takes {', '.join(kinds) or 'no values'}; "
            f"it was given {', '.join(values) or 'none'}."
        )
    checked = dict(values)
    for name, value in values.items():
        kind = kinds[name]
        if value is None and kind.endswith(" or null"):
            continue
        expected = PARAMETER_TYPES[kind.removesuffix(" or null")]
        # A flag is an int to Python; it is not one to a reader.
        is_flag_for_number = isinstance(value, bool) and expected is not bool
        if not isinstance(value, expected) or is_flag_for_number:
            raise QueryError(f"{name} of {name_of_query!r} must be {kind}, got {value!r}.")
        if isinstance(value, dict):
            checked[name] = _checked(f"A {kind}", name_of_query, COMPARISON, value)
        elif isinstance(value, tuple):
            checked[name] = list(value)
    return checked
