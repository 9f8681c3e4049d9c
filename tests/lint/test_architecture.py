"""The rules of the tree that a machine can check."""

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.lint.source import EVERYTHING, PACKAGES, PAGES, PRODUCT, ROOT, Rule, Source, breaches

LONGEST_FILE = 300
LONGEST_PAGE = 120
LONGEST_FUNCTION_OF_A_PAGE = 10

# A page asks typed questions and draws; it knows nothing of what lies below.
WHAT_PAGES_IMPORT = {"straits.ui", "straits.charts", "straits.queries"}
# The exceptions to a contract that stand for a whole folder: all of ui is the screen.
PATTERNS = {"straits.ui.** -> streamlit"}
# Where it is looked for who asks the whole application, and where tests start it.
THIS, STARTS_IT = "tests/lint/test_architecture.py", "tests/ui/test_dashboard.py"
# Names that say nothing about what is in a module.
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
# The field has one name for each; these are the others.
OTHER_NAMES = {"chrom", "start0", "freq", "maf_pop", "afs", "acs", "ans"}
# What Polars reads a file with, or takes its name for a pattern unless it is told otherwise.
READERS = {
    f"{does}_{kind}"
    for does in ("read", "scan")
    for kind in ("parquet", "csv", "lines", "ndjson", "ipc")
}
# The one writes what stands around the files of sql/, the other what stands around a reader's own
# select; neither asks anything.
WRITES_SQL = {"straits/store/query/sql_text.py", "straits/sandbox/sent_types.py"}
# A statement of SQL opens with one of these words, in capitals or not, and goes on like this.
SQL = re.compile(
    r"^\s*(--.*\n\s*)*"
    r"(select\b.+\bfrom\b|with\s+\w+\s+as\s*(materialized\s*)?\(|with\b.+\bselect\b|create\s+(or\s+replace\s+)?(temp\w*\s+)?"
    r"(view|table|macro|schema)\b|insert\s+(or\s+\w+\s+)?into\b|copy\s*\(|"
    r"update\s+\w+\s+set\b|delete\s+from\b)",
    re.IGNORECASE | re.DOTALL,
)


def strings_of(source: Source) -> Iterator[tuple[int, str]]:
    """Yield the line and text of a file's strings that are no docstrings, with words in gaps."""
    blocks = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = [node.body for node in source.nodes if isinstance(node, blocks)]
    lone = [node.value for body in bodies for node in body if isinstance(node, ast.Expr)]
    docstrings = {id(node) for node in lone}
    for node in source.nodes:
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
            yield node.lineno, "".join(map(str, parts))
        is_string = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_string and id(node) not in docstrings:
            yield node.lineno, node.value


def long_file(source: Source) -> Iterator[str]:
    n_lines = len(source.text.splitlines())
    if n_lines > LONGEST_FILE:
        yield source.at(n_lines, "is its last line; split it by noun, one idea per file")


def long_page(source: Source) -> Iterator[str]:
    n_lines = len(source.text.splitlines())
    if n_lines > LONGEST_PAGE:
        yield source.at(
            n_lines,
            "is its last line; move queries to straits/queries, charts to straits/charts "
            "and widgets to straits/ui",
        )


def sql_in_python(source: Source) -> Iterator[str]:
    if source.name in WRITES_SQL:
        return
    for line, text in strings_of(source):
        if SQL.match(text):
            yield source.at(
                line,
                "holds a statement of SQL; give it a file in sql/queries and a Question "
                "in straits/queries, or one in sql/store if the store asks it of itself",
            )


def decision_outside_privacy(source: Source) -> Iterator[str]:
    if source.name.startswith("straits/privacy"):
        return
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr == "min_people":
            yield source.at(
                node.lineno, "reads the profile's minimum; straits/privacy/decide.py decides"
            )


def import_of_a_page(source: Source) -> Iterator[str]:
    for line, name in source.imports:
        if name.split(".")[0] == "pages":
            yield source.at(line, f"imports {name}; what pages share belongs in straits/ui")


def empty_name(source: Source) -> Iterator[str]:
    for part in source.name.removesuffix(".py").split("/"):
        if part in EMPTY_NAMES:
            yield source.at(1, f"is named {part!r}; name it after the noun that it holds")


def other_name_of_an_argument(source: Source) -> Iterator[str]:
    for node in source.nodes:
        if isinstance(node, ast.arg) and node.arg in OTHER_NAMES:
            yield source.at(
                node.lineno,
                f"names an argument {node.arg!r}; the names are contig, pos, ref, alt, ac, an, af",
            )


def silence(source: Source) -> Iterator[str]:
    if not ast.get_docstring(source.tree):
        yield source.at(1, "has no docstring; say what it is about")
    for node in source.tree.body:
        is_public = isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"
        if is_public and not ast.get_docstring(node):
            yield source.at(node.lineno, f"{node.name} has no docstring; say what it returns")


def name_taken_for_a_pattern(source: Source) -> Iterator[str]:
    for node in source.nodes:
        called = node.func if isinstance(node, ast.Call) else None
        if (
            isinstance(called, ast.Attribute)
            and called.attr in READERS
            and "pl" in names_in(called)
        ):
            if "glob" not in {keyword.arg for keyword in node.keywords}:
                yield source.at(
                    node.lineno,
                    f"calls {called.attr} without glob=False, so [ and * in a folder's name "
                    "would be a pattern",
                )


def names_in(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def no_question(source: Source) -> Iterator[str]:
    question = (ast.get_docstring(source.tree) or "").strip()
    if not question.endswith("?"):
        yield source.at(1, "must be a docstring that is a question: it is the page's title")
    if "\n" in question:
        yield source.at(1, "asks a question that does not fit on one line")


def import_from_below(source: Source) -> Iterator[str]:
    for line, name in source.imports:
        is_ours = name.split(".")[0] in {*PACKAGES, "pages"}
        if is_ours and ".".join(name.split(".")[:2]) not in WHAT_PAGES_IMPORT:
            yield source.at(line, f"imports {name}; a page uses ui, charts and queries")


def long_function(source: Source) -> Iterator[str]:
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef):
            n_lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if n_lines > LONGEST_FUNCTION_OF_A_PAGE:
                yield source.at(node.lineno, f"{node.name} has {n_lines} lines; it belongs below")


def test_no_file_is_longer_than_300_lines() -> None:
    found = breaches(long_file, EVERYTHING)
    assert found == [], "\n".join(found)


def test_no_statement_of_sql_lies_in_python_but_in_the_module_that_joins_files() -> None:
    found = breaches(sql_in_python, PRODUCT)
    assert found == [], "\n".join(found)


def test_nothing_but_privacy_decides_by_the_minimum_of_people() -> None:
    found = breaches(decision_outside_privacy, PRODUCT)
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("name", ["straits/store/door.py", "straits/store/query/database.py"])
@pytest.mark.parametrize(
    "planted",
    [
        '"Select a\\nfrom b"',
        'f"select {columns} from {table}"',
        'f"with {relations} select a"',
        '"insert or ignore into saves values (?)"',
        '"create schema staging"',
    ],
)
def test_a_statement_planted_anywhere_in_the_store_is_found(name: str, planted: str) -> None:
    found = breaches(sql_in_python, [Source(name, f"A = 1\nB = {planted}")])
    assert [breach.split(" ")[0] for breach in found] == [f"{name}:2"]


def test_nothing_imports_a_page() -> None:
    found = breaches(import_of_a_page, PRODUCT)
    assert found == [], "\n".join(found)


def test_the_whole_application_is_asked_where_it_is_started_alone() -> None:
    """See tests/builders/app_routes.py: anywhere else a later test would wait for ever."""
    asking = [source.name for source in EVERYTHING if "TestClient(dashboard.app" in source.text]
    assert asking == [THIS, STARTS_IT]


def test_no_module_has_an_empty_name() -> None:
    found = breaches(empty_name, PRODUCT)
    assert found == [], "\n".join(found)


def test_arguments_have_the_names_of_the_field() -> None:
    found = breaches(other_name_of_an_argument, PRODUCT)
    assert found == [], "\n".join(found)


def test_public_functions_and_modules_say_what_they_return() -> None:
    found = breaches(silence, PRODUCT)
    assert found == [], "\n".join(found)


def test_no_file_name_is_taken_for_a_pattern() -> None:
    found = breaches(name_taken_for_a_pattern, PRODUCT)
    assert found == [], "\n".join(found)


def test_a_page_opens_with_its_question() -> None:
    found = breaches(no_question, PAGES)
    assert found == [], "\n".join(found)


def test_a_page_is_at_most_120_lines() -> None:
    found = breaches(long_page, PAGES)
    assert found == [], "\n".join(found)


def test_a_page_speaks_to_ui_charts_and_queries_only() -> None:
    found = breaches(import_from_below, PAGES)
    assert found == [], "\n".join(found)


def test_a_page_has_no_long_function() -> None:
    found = breaches(long_function, PAGES)
    assert found == [], "\n".join(found)


def test_a_contract_names_its_exceptions_one_by_one_and_fails_where_one_is_gone() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    exceptions = [(each, line) for each in contracts for line in each.get("ignore_imports", [])]
    assert exceptions
    found = [
        f"{contract['name']}: {line} is a pattern; list each import with its reason"
        for contract, line in exceptions
        if "*" in line and line not in PATTERNS
    ]
    found += [
        f"{contract['name']}: an exception that is no longer needed must be an error"
        for contract in contracts
        if contract.get("unmatched_ignore_imports_alerting", "error") != "error"
    ]
    assert found == [], "\n".join(found)


@pytest.mark.parametrize(
    ("rule", "text", "line"),
    [
        (long_file, "\n" * 301, 301),
        (long_page, "\n" * 121, 121),
        (decision_outside_privacy, "A = 1\nif 0 < n < store.profile.min_people:\n    pass", 2),
        (sql_in_python, 'A = 1\nB = "Select a\\nfrom b"', 2),
        (import_of_a_page, "from pages import gene", 1),
        (other_name_of_an_argument, '"""A."""\ndef f(chrom): pass', 2),
        (silence, "A = 1", 1),
        (silence, '"""A."""\ndef f(): pass', 2),
        (name_taken_for_a_pattern, "pl.scan_csv(path, glob=False)\npl.read_parquet(path)", 2),
        (no_question, '"""A gene."""', 1),
        (no_question, '"""Is this\na gene?"""', 1),
        (import_from_below, "import polars\nfrom straits.store import Store", 2),
        (long_function, "def f():" + "\n    pass" * 10, 1),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_each_rule_finds_its_breach(rule: Rule, text: str, line: int) -> None:
    found = breaches(rule, [Source("straits/sample.py", text)])
    assert [breach.split(" ")[0] for breach in found] == [f"straits/sample.py:{line}"]


def test_an_empty_name_is_found_in_a_folder_and_in_a_file() -> None:
    names = ["straits/utils/alleles.py", "straits/helpers.py", "straits/alleles.py"]
    found = breaches(empty_name, [Source(name, "") for name in names])
    assert len(found) == 2
