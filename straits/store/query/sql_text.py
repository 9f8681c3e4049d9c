"""What stands around the SQL of sql/: names for it, words that join it, values written out.

The only module that holds SQL; every statement that asks something is a file of sql/.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from straits.errors import QueryError


def schema(name: str) -> str:
    """Return what makes a schema where there is none."""
    return f"create schema if not exists {name}"


def view(name: str, select: str) -> str:
    """Return what gives a select a name."""
    return f"create or replace view {name} as\n{select}"


def again(definition: str) -> str:
    """Return a definition that can be run where it was run before."""
    return re.sub(r"\Acreate (?!or replace)", "create or replace ", definition)


def empty_table(name: str, columns: Mapping[str, str]) -> str:
    """Return what makes a table without rows; columns are name -> type."""
    listed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    return f"create or replace table {name} ({listed})"


def no_rows(columns: Mapping[str, str]) -> str:
    """Return a select without rows; columns are name -> type."""
    listed = ", ".join(f"null::{kind} as {column}" for column, kind in columns.items())
    return f"select {listed} where false"


def without(select: str, column: str, values: Iterable[str]) -> str:
    """Return a select without the rows whose column has one of some values."""
    listed = ", ".join(map(literal, values))
    return f"select *\nfrom (\n{_indented(select)}\n)\nwhere {column} not in ({listed})"


def observed(select: str, states: str) -> str:
    """Return a select of alleles that has those alone of which one of some states is a record."""
    of_states = f"select allele_index\nfrom (\n{_indented(states)}\n)\nwhere absence = 'observed'"
    wanted = f"where allele_index in (\n{_indented(of_states)}\n)"
    return f"select *\nfrom (\n{_indented(select)}\n)\n{wanted}"


def text_macro(name: str, text: str) -> str:
    """Return what makes a macro without arguments that gives a text."""
    return f"create or replace macro {name}() as {literal(text)}"


def insert(table: str, n_columns: int) -> str:
    """Return what adds rows to a table, at once; of each column a list of its values is bound."""
    return f"insert into {table} select {', '.join(['unnest(?)'] * n_columns)}"


def question_macro(name: str, parameters: Iterable[str], select: str) -> str:
    """Return what makes a macro of a question, where nothing is withheld.

    >>> question_macro("ages", ["sex"], "from people where sex = $sex and n > $min_people")
    'create macro ages(asked_sex) as table\\nfrom people where sex = asked_sex and n > 0'
    """
    # An argument that is called like a column would stand for it.
    text = re.sub(r"\$(\w+)", lambda of: "0" if of[1] == "min_people" else f"asked_{of[1]}", select)
    return f"create macro {name}({_asked(parameters)}) as table\n{text}"


def told_macro(name: str, parameters: Sequence[str], columns: Iterable[str], place: str) -> str:
    """Return what makes a macro of what a question answered, of which a file has every answer.

    place
        Of the file, within the folder of aggregates.
    """
    same = "\n    and ".join(f"of_{each} = asked_{each}" for each in parameters)
    where = f"\nwhere\n    {same}" if same else ""
    listed = ",\n    ".join(columns)
    source = f"read_parquet(aggregates_folder() || {literal(f'/{place}')})"
    asked = _asked(parameters)
    return f"create macro {name}({asked}) as table\nselect\n    {listed}\nfrom {source}{where}"


def _asked(parameters: Iterable[str]) -> str:
    return ", ".join(f"asked_{each}" for each in parameters)


def grain_counts(relation: str, grain: Sequence[str]) -> str:
    """Return a select of one row: how many rows a relation has, and how many that differ by grain.

    >>> grain_counts("group_people", ["grouping"])
    'select count(*) as n_rows, count(distinct row(grouping)) as n_keys from group_people'
    """
    key = f"count(distinct row({', '.join(grain)}))" if grain else "count(*)"
    return f"select count(*) as n_rows, {key} as n_keys from {relation}"


def with_rows(table: str, rows: Iterable[Sequence[object]]) -> str:
    """Return what adds rows to a table, with their values; nothing if there are none."""
    listed = ", ".join(f"({', '.join(map(literal, row))})" for row in rows)
    return f"insert into {table} values {listed}" if listed else ""


def delete(table: str, column: str) -> str:
    """Return what takes the rows out of a table whose column is the bound value."""
    return f"delete from {table} where {column} = ?"


def allow_folders(folders: Iterable[str]) -> str:
    """Return what lets DuckDB read these folders, which end in a slash, and no others."""
    return f"set allowed_directories = [{', '.join(map(literal, folders))}]"


def together(relations: Mapping[str, str], last: str) -> str:
    """Return a select that can name others, each of which can name those before it."""
    named = ",\n".join(f"{name} as (\n{_indented(text)}\n)" for name, text in relations.items())
    after = f",\n{last.removeprefix('with ')}" if last.startswith("with ") else f"\n{last}"
    return f"with {named}{after}" if relations else last


def joined(
    first: str, columns: Sequence[str], computed: Mapping[str, str], others: Mapping[str, str]
) -> str:
    """Return a select of a relation with what others say of its rows; null where they have none.

    columns
        Of the first relation.
    computed
        Name of a column -> expression.
    others
        Name of a relation -> the columns that it shares with the first, with a space between them.
    """
    listed = [*(f"{first}.{column}" for column in columns)]
    listed += [f"{expression} as {name}" for name, expression in computed.items()]
    lines = ["select", "    " + ",\n    ".join(listed), f"from {first}"]
    for name, keys in others.items():
        same = " and ".join(f"{first}.{key} = {name}.{key}" for key in keys.split())
        lines.append(f"left join {name} on {same}")
    return "\n".join(lines)


def lone_column(select: str, name: str, relation: str) -> str | None:
    """Return the expression of a select that is one column of one relation; None if it is more."""
    match = re.fullmatch(rf"select\s+(.*)\s+as {name}\s+from {relation}", select, re.DOTALL)
    return f"({match[1]})" if match else None


def all_of(expressions: Sequence[str]) -> str:
    """Return an expression that is true if all are: if there is none, too."""
    return f"({' and '.join(expressions) or 'true'})"


def any_of(expressions: Sequence[str]) -> str:
    """Return an expression that is true if any is."""
    return f"({' or '.join(expressions)})"


def none_of(expression: str) -> str:
    """Return an expression that is true where another is false."""
    return f"(not {expression})"


def or_unknown(expression: str) -> str:
    """Return an expression that is true where another is true or null."""
    return f"coalesce({expression}, true)"


def surely(expression: str) -> str:
    """Return an expression that is true where another is true, and false where it is null."""
    return f"({expression}) is true"


def comment(text: str) -> str:
    """Return a text as one line that DuckDB passes over."""
    return f"-- {' '.join(text.split())}\n"


def literal(value: object) -> str:
    """Return a value as SQL writes it. Raises QueryError for a text that SQL cannot hold.

    >>> literal(["it's", None, 1.5, date(2010, 1, 2), {"low": "E10"}])
    "['it''s', null, 1.5, date '2010-01-02', {'low': 'E10'}]"
    """
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)
        case date():
            return f"date '{value.isoformat()}'"
        case str() | Path():
            if "\0" in str(value):
                raise QueryError(f"{str(value)!r} has a character that no text of SQL can have.")
            return "'" + str(value).replace("'", "''") + "'"
        case Mapping():
            return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items()) + "}"
        case list() | tuple():
            return f"[{', '.join(map(literal, value))}]"
    raise TypeError(f"expected a value that SQL can write, got {value!r}")


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else line for line in text.splitlines())


def rows_of(relation: str, filters: Iterable[str]) -> str:
    """Return the select of a relation's rows whose columns are what parameters of their name say.

    >>> rows_of("gene_burden", ["gene_symbol"])
    'from gene_burden\\nwhere gene_symbol = $gene_symbol'
    """
    said = "\n    and ".join(f"{name} = ${name}" for name in filters)
    return f"from {relation}" + (f"\nwhere {said}" if said else "")
