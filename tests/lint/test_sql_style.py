"""What every SQL file says and never does; `make check` holds the style of its lines."""

import re
from collections.abc import Iterator

import pytest

from straits.popgen.intervals import Z_95
from tests.lint.source import Rule, Source, breaches, sources

SQL = sources("sql/**/*.sql")
VIEWS = sources("sql/staging/**/*.sql", "sql/views/**/*.sql")
# What is read by an analyst as a table says first what one row of it is.
RELATIONS = [
    *VIEWS,
    *sources(*(f"sql/{layer}/**/*.sql" for layer in ("queries", "cohorts", "store"))),
]
# The groupings of a study are columns of its samples, under names that the study gives.
OF_ANY_COLUMNS = {"sql/store/everyone.sql"}


def header_of(source: Source) -> list[str]:
    """Return the lines of the comment that a file opens with, without their dashes."""
    lines = []
    for line in source.text.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--").strip())
    return lines


def code_of(source: Source) -> str:
    """Return a file with its comments left out, line for line, in lower case."""
    return re.sub(r"--[^\n]*", "", source.text).lower()


def without_grain_or_needs(source: Source) -> Iterator[str]:
    header = header_of(source)
    if not header or not header[0].startswith("One row"):
        yield source.at(1, "must be a comment that says 'One row per ...'")
    if sum(bool(re.fullmatch(r"needs: (rows|aggregates)", line)) for line in header) != 1:
        yield source.at(1, "must say once 'needs: rows' or 'needs: aggregates' in its header")


def not_one_select(source: Source) -> Iterator[str]:
    code = code_of(source)
    line = 1 + len(code[: len(code) - len(code.lstrip())].splitlines())
    if not code.lstrip().startswith(("select", "with", "from", "(")):
        yield source.at(line, "must be one select")
    if ";" in code:
        yield source.at(1 + code[: code.index(";")].count("\n"), "must have no semicolon")


def star(source: Source) -> Iterator[str]:
    if source.name in OF_ANY_COLUMNS:
        return
    code = code_of(source)
    for found in re.finditer(r"\bselect\s+(\w+\.)?\*", code):
        line = 1 + code[: found.start()].count("\n")
        yield source.at(line, f"says {found[0]!r}: name the columns")


def constant(source: Source) -> Iterator[str]:
    """A number that nobody would type twice alike has a name: it is a macro of its own."""
    code = code_of(source)
    if re.fullmatch(r"\s*create macro \w+\(\) as -?[\d.]+\s*", code):
        return
    for found in re.finditer(r"\b\d+\.\d{4,}|\b\d{6,}(?![\w.])", code):
        line = 1 + code[: found.start()].count("\n")
        yield source.at(line, f"writes {found[0]} out: give it a name in sql/macros")


def test_a_view_or_query_says_what_one_row_is_and_what_it_needs() -> None:
    found = breaches(without_grain_or_needs, RELATIONS)
    assert found == [], "\n".join(found)


def test_a_view_is_one_bare_select() -> None:
    found = breaches(not_one_select, VIEWS)
    assert found == [], "\n".join(found)


def test_an_exception_to_naming_the_columns_is_still_one() -> None:
    lax = [Source("sql/sample.sql", each.text) for each in SQL if each.name in OF_ANY_COLUMNS]
    assert [bool(breaches(star, [each])) for each in lax] == [True] * len(OF_ANY_COLUMNS)


def test_no_file_selects_whatever_columns_there_are() -> None:
    found = breaches(star, SQL)
    assert found == [], "\n".join(found)


def test_a_constant_is_a_macro() -> None:
    found = breaches(constant, SQL)
    assert found == [], "\n".join(found)


def test_the_z_of_an_interval_is_the_same_in_sql_and_in_python() -> None:
    (macro,) = sources("sql/macros/statistics/z_95.sql")
    assert code_of(macro).split()[-1] == repr(Z_95)


@pytest.mark.parametrize(
    ("rule", "text", "line"),
    [
        (without_grain_or_needs, "-- needs: rows\nselect a from b", 1),
        (without_grain_or_needs, "-- One row per allele.\nselect a from b", 1),
        (not_one_select, "-- One row per allele.\ncreate view a as select 1", 2),
        (not_one_select, "select a\nfrom b;", 2),
        (star, "select a.ac from (\n    select * from b\n)", 2),
        (constant, "select\n    1.959963984540054 * sd\nfrom b", 2),
        (star, "select\n    b.*\nfrom b", 1),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_each_rule_finds_its_breach(rule: Rule, text: str, line: int) -> None:
    found = breaches(rule, [Source("sql/views/sample.sql", text)])
    assert [breach.split(" ")[0] for breach in found] == [f"sql/views/sample.sql:{line}"]
