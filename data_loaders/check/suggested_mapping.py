"""A mapping proposed for tables of which nobody wrote one: what is known of their columns."""

import json
import os
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from data_loaders.check import column_groups, column_kinds
from data_loaders.check.column_groups import Dates
from data_loaders.harmonise import definitions, omop_model, table_rows
from data_loaders.people import text_table
from data_loaders.people.text_table import TextTable

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
# Answers that are none, in surveys.
_NO_ANSWERS = (
    "prefer not to answer", "do not know", "don't know", "unknown", "not known", "-1", "-3",
    "ved ikke", "ønsker ikke at svare", "tidak tahu",
)  # fmt: skip
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
    omop = {_identifier(path): path for path in paths if _identifier(path) in omop_model.NAMED}
    below = table_rows.descendants(omop.get("concept_ancestor"), "--suggest")
    for path in paths:
        if _identifier(path) in omop:
            _omop_table(suggestion, folder, path, "observation_period" in omop, below)
            continue
        table = text_table.read_table(path)
        _table(suggestion, folder, table, ids)
        for sheet in table.other_sheets:
            _table(suggestion, folder, text_table.read_table(path, sheet), ids)
    return suggestion


def _table(suggestion: Suggestion, folder: Path, table: TextTable, ids: Collection[str]) -> None:
    cells, name = table.cells, _identifier(table.path)
    file = {"file": os.path.relpath(table.path, folder)}
    if table.other_sheets:
        name, file["sheet"] = f"{name}_{_plain(table.sheet)}", table.sheet
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
    dates = column_groups.find_dates(rest)
    coded = column_groups.find_codes(rest, dates)
    used = {person, *dates.visits[:1], *(each for group in coded for each in group.codes)}
    for number, group in enumerate(coded):
        of = name if number == 0 else f"{name}_{number + 1}"
        is_result = group.system in _RESULTS and len(group.codes) == 1
        long = _value_and_unit(rest, used) if is_result else {}
        used |= {*long.values(), *group.dates}
        named: dict[str, Any] = {"person": person, "code": _alone(group.codes)}
        named |= {"date": _alone(group.dates)} if group.dates else {}
        sign = column_groups.decimal([long["value"]] if long else [], rest)
        keys = {**file, "columns": named | long, "code_system": group.system, "decimal": sign}
        suggestion.tables.append(_written(of, keys, group.dates, dates))
        codes = pl.concat([rest[each] for each in group.codes])
        for phenotype in column_kinds.asked_for(codes, group.system, {}):
            suggestion.sources[phenotype].append(f"{{table: {of}}}")
    visits: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for each in rest:
        if each not in used and column_kinds.phenotype_of(each):
            visits[dates.of(each)].append(each)
    of = f"{name}_columns" if coded else name
    for number, (date, wide) in enumerate(visits.items()):
        of_visit = of if number == 0 else f"{of}_{number + 1}"
        named = {"person": person} | ({"date": date[0]} if date else {})
        keys = {**file, "columns": named}
        sources = {each: _source(of_visit, each, rest[each]) for each in wide}
        taken = [each for each, source in sources.items() if source]
        if not taken:
            continue
        keys["decimal"] = column_groups.decimal(taken, rest)
        keys["missing"] = {each: none for each in taken if (none := _no_answers(each, rest[each]))}
        suggestion.tables.append(_written(of_visit, keys, date, dates))
        used |= {*taken, *date}
        for each in taken:
            suggestion.sources[str(column_kinds.phenotype_of(each))].append(str(sources[each]))
    if left := [each for each in rest if each not in used]:
        suggestion.unknown[name] = left


def _omop_table(
    suggestion: Suggestion,
    folder: Path,
    path: Path,
    is_observed: bool,
    below: Mapping[str, frozenset[str]],
) -> None:
    """Propose a table of the OMOP CDM, which needs no columns, by the name of its file."""
    name, file = _identifier(path), _quoted(os.path.relpath(path, folder))
    if name in omop_model.ALONE:
        suggestion.keys.append(omop_model.ALONE[name].format(file=file))
        return
    cells = text_table.read_table(path).cells
    filled = omop_model.filled({"omop": name})["columns"]
    column = filled.get("code")
    # A row of these says yes; who was observed and has none says no.
    is_register = bool(column) and "value" not in filled and is_observed
    covers = ", covers: observation_period" if is_register else ""
    suggestion.tables.append(f"{name}: {{file: {file}, omop: {name}{covers}}}")
    named = next((each for each in cells.columns if each.casefold() == column), None)
    for phenotype in column_kinds.asked_for(cells[named], "omop", below) if named else ():
        suggestion.sources[phenotype].append(f"{{table: {name}}}")


def _source(table: str, column: str, values: pl.Series) -> str | None:
    definition = definitions.core()[str(column_kinds.phenotype_of(column))]
    parts = [f"table: {table}", f"value: {_quoted(column)}"]
    if definition.kind == "continuous":
        decimal = column_kinds.decimal_of(values) or "."
        if not column_kinds.is_numbers(values, decimal):
            return None
        named = column_kinds.unit_of(column)
        likely = column_kinds.likely_units(values, decimal, definition)
        parts.append(f"unit: {_quoted(named or next(iter(likely), str(definition.unit)))}")
        fits = f"the values fit {' and '.join(likely[:3])}" if likely else "the values fit no unit"
        comment = "" if named else f"    # {fits}, the name does not say"
        if named == definition.unit and named not in likely:
            comment = f"    # the name says {named}, {fits}"
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
    left = [word for word in words if word not in meant and word.casefold() not in _NO_ANSWERS]
    comment = f"    # what do these mean: {', '.join(left[:_MOST_WORDS])}" if left else ""
    return f"{{{', '.join([*parts, f'values: {{{pairs}}}'])}}}{comment}"


def _no_answers(column: str, values: pl.Series) -> list[str]:
    """Return the words of a column of words that say that there is no answer."""
    if definitions.core()[str(column_kinds.phenotype_of(column))].kind == "continuous":
        return []
    words = values.unique(maintain_order=True).to_list()
    return [word for word in words if word.casefold() in _NO_ANSWERS]


def _written(name: str, keys: dict[str, Any], date: Sequence[str], dates: Dates) -> str:
    """Return a table in one line, less what is empty, with what is to be asked of it."""
    formats = dates.formats.get(date[0], []) if date else []
    format_ = formats[0] if formats and formats[0] != "yyyy-mm-dd" else None
    system = keys.get("code_system")
    keys = {key: value for key, value in {**keys, "date_format": format_}.items() if value}
    asked = [f"date_format {' or '.join(formats)}?"] if len(formats) > 1 else []
    asked += ["covers: everyone, if it is a register"] if system and system not in _RESULTS else []
    comment = f"    # {'; '.join(asked)}" if asked else ""
    return f"{name}: {_flow(keys)}{comment}"


def _flow(value: Any) -> str:
    """Return a value as YAML in one line; keys that are plain words stand without quotes."""
    if isinstance(value, dict):
        keys = (key if key.isidentifier() else _quoted(key) for key in value)
        pairs = zip(keys, map(_flow, value.values()), strict=True)
        return f"{{{', '.join(f'{key}: {each}' for key, each in pairs)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_flow, value))}]"
    return _quoted(value)


def _alone(names: tuple[str, ...]) -> str | tuple[str, ...]:
    return names[0] if len(names) == 1 else names


def _value_and_unit(columns: Mapping[str, pl.Series], used: Collection[str]) -> dict[str, str]:
    """Return the columns of a table of results, one row each, that hold the value and its unit."""
    left = {name: values for name, values in columns.items() if name not in used}
    unit = next((name for name, values in left.items() if column_kinds.is_units(values)), None)
    value = next(
        (
            name
            for name, values in left.items()
            if name != unit
            and column_kinds.is_numbers(values, column_kinds.decimal_of(values) or ".")
        ),
        None,
    )
    return {} if value is None else {"value": value} | ({"unit": unit} if unit else {})


def _identifier(path: Path) -> str:
    name = _plain(path.stem.split(".")[0])
    return name if name[:1].isalpha() else f"table_{name}"


def _plain(text: str) -> str:
    """Return a text in lower-case letters, digits and low lines."""
    return "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in text.lower())


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
