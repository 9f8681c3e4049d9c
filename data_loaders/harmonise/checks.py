"""Whether a mapping fits the dictionary; what the file alone can tell is in mapping.py."""

from collections.abc import Mapping as MappingOf

from data_loaders.harmonise.definitions import Definition, check_choice
from data_loaders.harmonise.mapping import Mapping, Source
from data_loaders.study import validation
from straits.errors import StudyError


def check_phenotype(mapping: Mapping, name: str, definitions: MappingOf[str, Definition]) -> None:
    """Refuse a phenotype that is not in the dictionary or not of the kind it is mapped as."""
    where = mapping.where("phenotypes", name)
    if name not in definitions:
        raise StudyError(
            f"{where}: there is no phenotype {name!r} in the dictionary"
            f"{validation.did_you_mean(name, definitions)}; add it under `define:`, with a label, "
            f"a kind and a unit or codes"
        )
    definition, phenotype = definitions[name], mapping.phenotypes[name]
    try:
        check_choice(definition.kind, phenotype.choice)
    except ValueError as error:
        raise StudyError(f"{mapping.where('phenotypes', name, 'choice')}: {error}") from error
    for index, source in enumerate(phenotype.sources):
        here = mapping.where(*mapping.place_of(name, index))
        _check_values(mapping, source, definition, here)


def _check_values(mapping: Mapping, source: Source, definition: Definition, where: str) -> None:
    table = mapping.tables[source.table]
    has_value = bool(source.value or source.formula or table.columns.value)
    if definition.kind in ("continuous", "categorical") and not has_value:
        raise StudyError(
            f"{where}: {definition.label} is {definition.kind}, but no column has its value; add "
            f"`value:` here or under the `columns:` of {source.table!r}"
        )
    if len(table.columns.code) > 1 and (source.value or source.formula):
        raise StudyError(
            f"{where}: {source.table!r} has a list of columns under `code:`, so a row of it is a "
            f"code; read the value from another table of the same file"
        )
    # A code says yes by being there, a value of a table without codes does not.
    words = source.value or (None if table.columns.code else table.columns.value)
    if definition.kind == "binary" and words and not source.values:
        raise StudyError(
            f"{where}: say what the words of {words!r} mean, such as `values: {{ja: yes, nej: no}}`"
        )
    allowed = ("yes", "no") if definition.kind == "binary" else definition.categories
    for word, meaning in source.values.items():
        if meaning not in allowed:
            raise StudyError(
                f"{where}: {word!r} cannot mean {meaning!r}"
                f"{validation.did_you_mean(meaning, allowed)}; expected one of "
                f"{validation.listing(allowed) or 'no values at all'}"
            )
