"""Each subject of straits/queries has one face, and nothing in it only passes a question on."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from straits.store.query import sql_files
from tests.lint.source import PRODUCT, ROOT, Rule, Source, breaches, sources

FACE = "straits.queries"
FOLDER = "straits/queries/"
QUERIES = [source for source in PRODUCT if source.name.startswith(FOLDER)]
OUTSIDE = [source for source in PRODUCT if not source.name.startswith(FOLDER)]
OUTSIDE += sources("benchmarks/*.py", "benchmarks/peers/*.py")
# Fewer columns stand side by side in many lists, such as what is known of the state of an allele.
FEWEST_COLUMNS = 5


def import_past_the_face(source: Source) -> Iterator[str]:
    for node in source.nodes:
        named = []
        if isinstance(node, ast.Import):
            named = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            named = [node.module or ""]
        for name in named:
            if f"{name}.".startswith(f"{FACE}."):
                yield source.at(
                    node.lineno,
                    f"imports {name}; write `from straits import queries` and ask "
                    "queries.<subject>.<name>",
                )


def question_passed_on(source: Source) -> Iterator[str]:
    for node in functions(source):
        body = node.body[1:] if ast.get_docstring(node) else node.body
        if len(body) == 1 and isinstance(body[0], ast.Return) and is_passed_on(node, body[0].value):
            yield source.at(
                node.lineno,
                f"{node.name} only passes a question on; make it a Question of its SQL file",
            )


def is_passed_on(function: ast.FunctionDef, value: ast.expr | None) -> bool:
    """Tell whether a value asks the store with what a function was given or the store makes."""
    if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)):
        return False
    given = {each.arg for each in (*function.args.args, *function.args.kwonlyargs)}
    given |= {each.arg for each in (function.args.vararg, function.args.kwarg) if each}
    return value.func.attr == "query" and all(
        isinstance(each, ast.Name) and each.id in given or is_made_of(each, value.func.value)
        for each in (keyword.value for keyword in value.keywords)
    )


def is_made_of(value: ast.expr, store: ast.expr) -> bool:
    return isinstance(value, ast.Call) and [ast.dump(each) for each in value.args] == [
        ast.dump(store)
    ]


def columns_told_again(source: Source) -> Iterator[str]:
    for node in functions(source):
        listed = (ast.get_docstring(node) or "").partition("Columns:")[2]
        told = list(dict.fromkeys(re.findall(r"\w+", listed)))
        for path, columns in declared().items():
            if [each for each in told if each in columns] == columns:
                yield source.at(
                    node.lineno, f"{node.name} lists the columns of {path}; name the file instead"
                )


def file_that_is_not_there(source: Source) -> Iterator[str]:
    for node in functions(source):
        for path in re.findall(r"sql/[\w/]+\.sql", ast.get_docstring(node) or ""):
            if not (ROOT / path).is_file():
                yield source.at(node.lineno, f"{node.name} names {path}, which is not there")


def functions(source: Source) -> Iterator[ast.FunctionDef]:
    return (node for node in source.nodes if isinstance(node, ast.FunctionDef))


@cache
def declared() -> dict[str, list[str]]:
    """The names of the columns of each file of sql/queries that has more than a few, in order."""
    return {
        file.path.relative_to(ROOT).as_posix(): [each.name for each in file.columns]
        for file in sql_files.read_layer("queries")
        if len(file.columns) >= FEWEST_COLUMNS
    }


def test_outside_of_queries_only_their_face_is_imported() -> None:
    found = breaches(import_past_the_face, OUTSIDE)
    assert found == [], "\n".join(found)


def test_no_function_of_queries_only_passes_a_question_on() -> None:
    found = breaches(question_passed_on, QUERIES)
    assert found == [], "\n".join(found)


def test_no_docstring_of_queries_lists_the_columns_of_a_sql_file() -> None:
    found = breaches(columns_told_again, QUERIES)
    assert found == [], "\n".join(found)


def test_the_sql_files_that_docstrings_name_are_there() -> None:
    found = breaches(file_that_is_not_there, QUERIES)
    assert found == [], "\n".join(found)


SITES = "site_id, name, country, is_panel, n_call_sets, n_people"


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (import_past_the_face, "from straits.queries.gene import gene_models"),
        (import_past_the_face, "from straits.queries import gene"),
        (import_past_the_face, "import straits.queries.gene as gene"),
        (question_passed_on, "def sites(store):\n    '''A.'''\n    return store.query('sites')"),
        (question_passed_on, "def exons(store, name): return store.query('exons', id=name)"),
        (question_passed_on, "def ranked(s, given, n): return s.query('r', **given, n_wanted=n)"),
        (question_passed_on, "def ages(store): return store.query('ages', who=default(store))"),
        (columns_told_again, f"def sites(store):\n    '''A.\n\n    Columns: {SITES}.\n    '''"),
        (file_that_is_not_there, "def f():\n    '''Those of sql/queries/gone.sql.'''"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_each_rule_finds_its_breach(rule: Rule, text: str) -> None:
    found = breaches(rule, [Source("straits/queries/sample.py", text)])
    assert [breach.split(" ")[0] for breach in found] == ["straits/queries/sample.py:1"]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (import_past_the_face, "from straits import queries\nfrom straits.queries_of import a"),
        (question_passed_on, "def near(store, text): return store.query('n', text=text.strip())"),
        (question_passed_on, "def near(store, a): return store.query('near', a=a).drop('n')"),
        (question_passed_on, "def all_in(s, span): return s.query('r', first=span[0])"),
        (columns_told_again, "def f():\n    '''A.\n\n    Columns: site_id, name.\n    '''"),
        (file_that_is_not_there, "def f():\n    '''Of sql/queries/study/sites.sql.'''"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_no_rule_finds_what_is_no_breach(rule: Rule, text: str) -> None:
    assert breaches(rule, [Source("straits/queries/sample.py", text)]) == []
