"""A mapping proposed for tables of which nobody wrote one: what is known of their columns."""

import json
import os
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from data_loaders.check import column_kinds
from data_loaders.harmonise import codes, definitions, omop_model
from data_loaders.people import text_table

# What people call these columns where the values do not tell them.
_PERSON = (
    "eid",
    "person",
    "person_id",
    "participant_id",
    "patient_id",
    "subject_id",
    "cpr",
    "iid",
    "id",
)
_WORDS = {
    "never": ("never", "aldrig", "non-smoker", "tidak pernah", "no"),
    "former": ("former", "previous", "ex", "ex-smoker", "quit", "tidligere", "bekas perokok"),
    "current": ("current", "smoker", "daily", "dagligt", "ja", "ya", "yes", "perokok"),
}
_MOST_WORDS = 12
# Systems of tests, whose rows have a value; a row of the others says yes.
_RESULTS = ("loinc", "npu")


@dataclass
class Suggestion:
    """The lines of a mapping, in three parts, and what was not recognised.

    tables
        A line of YAML for each table, with its comment.
    sources
        For each phenotype its sources, each as YAML in one line.
    unknown
        By table the columns of which nothing is known.
    keys
        Other keys of the mapping, such as `people:`.
    """

    tables: list[str] = field(default_factory=list)
    sources: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    unknown: dict[str, list[str]] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Yield the mapping as text that can be written to a file."""
        yield "tables:"
        yield from (f"  {line}" for line in self.tables)
        yield from self.keys
        yield "phenotypes:"
        order = list(definitions.core())
        for name in sorted(self.sources, key=order.index):
            sources = self.sources[name]
            if not any("#" in source for source in sources):
                yield f"  {name}: [{', '.join(sources)}]"
                continue
            yield f"  {name}:"
            yield from (f"    - {source}" for source in sources)
        for table, columns in self.unknown.items():
            yield f"# of {table} nothing is proposed for: {', '.join(columns)}"


def suggest(folder: Path, paths: Sequence[Path], ids: Collection[str]) -> Suggestion:
    """Return a mapping for tables, for a file in this folder.

    ids
        The person and sample ids of the site's sample sheet.

    A column is proposed only for what its name or its values say; a unit only if the name has it.
    Raises InputError for a table that cannot be read.
    """
    suggestion = Suggestion()
    for path in paths:
        _table(suggestion, folder, path, ids)
    return suggestion


def _table(suggestion: Suggestion, folder: Path, path: Path, ids: Collection[str]) -> None:
    cells = text_table.read_table(path).cells
    name = _identifier(path)
    file = os.path.relpath(path, folder)
    if name in omop_model.NAMED:
        _omop_table(suggestion, name, file, cells)
        return
    columns = dict(zip(cells.columns, cells.iter_columns(), strict=True))
    person = next(
        (each for each, values in columns.items() if column_kinds.are_ids(values, ids)), None
    )
    if person is None:
        person = next((each for each in columns if each.casefold() in _PERSON), None)
    if person is None:
        suggestion.unknown[name] = list(columns)
        return
    rest = {each: values for each, values in columns.items() if each != person}
    decimal = _decimal(rest)
    keys = {"file": file}
    dates = {
        each: formats
        for each, values in rest.items()
        if (formats := column_kinds.date_formats(values))
    }
    coded = {
        each: system
        for each, values in rest.items()
        if (system := column_kinds.code_system(values))
    }
    used = {person, *list(dates)[:1], *coded}
    for number, (column, system) in enumerate(coded.items()):
        of = name if number == 0 else f"{name}_{number + 1}"
        named = {"person": person, "code": column} | _first(dates, "date")
        long = _value_and_unit(rest, used, decimal) if system in _RESULTS else {}
        used |= set(long.values())
        suggestion.tables.append(_written(of, keys, named | long, system, decimal, dates))
        for phenotype in _asked(rest[column], system):
            suggestion.sources[phenotype].append(f"{{table: {of}}}")
    wide = [each for each in rest if each not in used and column_kinds.phenotype_of(each)]
    if wide:
        of = f"{name}_columns" if coded else name
        named = {"person": person} | _first(dates, "date")
        suggestion.tables.append(_written(of, keys, named, None, decimal, dates))
        for column in wide:
            if source := _source(of, column, rest[column], decimal):
                suggestion.sources[str(column_kinds.phenotype_of(column))].append(source)
                used.add(column)
    if left := [each for each in rest if each not in used]:
        suggestion.unknown[name] = left


def _omop_table(suggestion: Suggestion, name: str, file: str, cells: pl.DataFrame) -> None:
    """Propose a table of the OMOP CDM, which needs no columns, by the name of its file."""
    if name in omop_model.ALONE:
        suggestion.keys.append(omop_model.ALONE[name].format(file=_quoted(file)))
        return
    suggestion.tables.append(f"{name}: {{file: {_quoted(file)}, omop: {name}}}")
    column = omop_model.filled({"omop": name})["columns"].get("code")
    named = next((each for each in cells.columns if each.casefold() == column), None)
    for phenotype in _asked(cells[named], "omop") if named else ():
        suggestion.sources[phenotype].append(f"{{table: {name}}}")


def _source(table: str, column: str, values: pl.Series, decimal: str) -> str | None:
    definition = definitions.core()[str(column_kinds.phenotype_of(column))]
    parts = [f"table: {table}", f"value: {_quoted(column)}"]
    if definition.kind == "continuous":
        if not column_kinds.is_numbers(values, decimal):
            return None
        named = column_kinds.unit_of(column)
        likely = column_kinds.likely_units(values, decimal, definition)
        parts.append(f"unit: {_quoted(named or next(iter(likely), str(definition.unit)))}")
        fits = f"the values fit {' and '.join(likely[:3])}" if likely else "the values fit no unit"
        comment = "" if named else f"    # {fits}, the name does not say"
        return f"{{{', '.join(parts)}}}{comment}"
    words = values.filter(values != "").unique(maintain_order=True).to_list()
    meant = {
        word: category
        for word in words[:_MOST_WORDS]
        for category in definition.categories
        if word.casefold() in _WORDS.get(category, (category,))
    }
    if not meant:
        return None
    pairs = ", ".join(f"{_quoted(word)}: {category}" for word, category in meant.items())
    left = [word for word in words if word not in meant]
    comment = f"    # what do these mean: {', '.join(left[:_MOST_WORDS])}" if left else ""
    return f"{{{', '.join([*parts, f'values: {{{pairs}}}'])}}}{comment}"


def _written(
    name: str,
    keys: dict[str, str],
    columns: dict[str, str],
    system: str | None,
    decimal: str,
    dates: dict[str, list[str]],
) -> str:
    named = ", ".join(f"{key}: {_quoted(column)}" for key, column in columns.items())
    parts = [f"{key}: {_quoted(value)}" for key, value in keys.items()]
    parts.append(f"columns: {{{named}}}")
    parts += [f"code_system: {system}"] if system else []
    parts += ['decimal: ","'] if decimal == "," else []
    formats = next(iter(dates.values()), [])
    parts += [f"date_format: {formats[0]}"] if formats and formats[0] != "yyyy-mm-dd" else []
    asked = [f"date_format {' or '.join(formats)}?"] if len(formats) > 1 else []
    asked += ["covers: everyone, if it is a register"] if system and system not in _RESULTS else []
    comment = f"    # {'; '.join(asked)}" if asked else ""
    return f"{name}: {{{', '.join(parts)}}}{comment}"


def _asked(values: pl.Series, system: str) -> list[str]:
    """Return the phenotypes of the dictionary that some code of a column is asked for by."""
    of = codes.code_systems()[system]
    # Denmark's SKS codes become those of ICD-10.
    wanted = "icd10" if system == "sks" else system
    present = {code for value in values.unique() if (code := of.canonical(value))}
    selections = {
        name: codes.select(codes.code_systems()[wanted], definition.codes[wanted])
        for name, definition in definitions.core().items()
        if wanted in definition.codes
    }
    return [name for name, of_name in selections.items() if any(map(of_name.covers, present))]


def _value_and_unit(columns: dict[str, pl.Series], used: set[str], decimal: str) -> dict[str, str]:
    """Return the columns of a table of results, one row each, that hold the value and its unit."""
    left = {name: values for name, values in columns.items() if name not in used}
    unit = next((name for name, values in left.items() if column_kinds.is_units(values)), None)
    value = next(
        (
            name
            for name, values in left.items()
            if name != unit and column_kinds.is_numbers(values, decimal)
        ),
        None,
    )
    return {} if value is None else {"value": value} | ({"unit": unit} if unit else {})


def _decimal(columns: dict[str, pl.Series]) -> str:
    """Return the decimal sign: a comma if some column has numbers with it and none with a point."""
    written = [values.str.contains(r"^-?\d+,\d{1,2}$").any() for values in columns.values()]
    return "," if any(written) else "."


def _first(dates: dict[str, list[str]], key: str) -> dict[str, str]:
    return {key: next(iter(dates))} if dates else {}


def _identifier(path: Path) -> str:
    name = "".join(
        sign if sign.isascii() and sign.isalnum() else "_"
        for sign in path.stem.split(".")[0].lower()
    )
    return name if name[:1].isalpha() else f"table_{name}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
