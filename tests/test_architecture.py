"""The rules of the tree that a machine can check."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("straits", "data_loaders")
PAGES = sorted((ROOT / "pages").glob("*.py"))
PRODUCT = sorted(
    [*(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))]
    + [*PAGES, *ROOT.glob("dashboard.py")]
)
# Not what lies in a hidden folder, such as the environment that the benchmarks make.
BENCHMARKS = [
    path for folder in ROOT.glob("benchmarks/[!.]*") for path in [folder, *folder.rglob("*.py")]
]
EVERYTHING = sorted(
    [*PRODUCT, *(ROOT / "tests").rglob("*.py")]
    + [path for path in BENCHMARKS if path.suffix == ".py"]
)

LONGEST_FILE = 300
LONGEST_PAGE = 120

# A page asks typed questions and draws; it knows nothing of what lies below.
WHAT_PAGES_IMPORT = {"straits.ui", "straits.charts", "straits.queries"}
# Names that say nothing about what is in a module.
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
# The field has one name for each; these are the others.
OTHER_NAMES = {"chrom", "start0", "freq", "maf_pop", "afs", "acs", "ans"}
# A statement of SQL opens with one of these words, in capitals or not, and goes on like this.
SQL = re.compile(
    r"^\s*(--.*\n\s*)*"
    r"(select\b.+\bfrom\b|with\s+\w+\s+as\s*\(|create\s+(or\s+replace\s+)?(temp\w*\s+)?"
    r"(view|table|macro)\b|insert\s+into\b|copy\s*\(|update\s+\w+\s+set\b|delete\s+from\b)",
    re.IGNORECASE | re.DOTALL,
)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def imports_of(path: Path) -> Iterator[str]:
    """Yield the dotted name of all that a file imports, `from a import b` as a.b."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def strings_of(path: Path) -> Iterator[ast.Constant]:
    """Yield the strings of a file that are not docstrings."""
    tree = tree_of(path)
    blocks = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, blocks)]
    lone = [node.value for body in bodies for node in body if isinstance(node, ast.Expr)]
    docstrings = {id(node) for node in lone}
    for node in ast.walk(tree):
        is_string = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_string and id(node) not in docstrings:
            yield node


@pytest.mark.parametrize("path", EVERYTHING, ids=name_of)
def test_no_file_is_longer_than_300_lines(path: Path) -> None:
    n_lines = len(path.read_text().splitlines())
    assert n_lines <= LONGEST_FILE, (
        f"{name_of(path)} has {n_lines} lines; split it by noun, one idea per file"
    )


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_no_statement_of_sql_lies_in_python_outside_the_store(path: Path) -> None:
    if name_of(path).startswith("straits/store"):
        return
    found = [node.lineno for node in strings_of(path) if SQL.match(node.value)]
    assert not found, (
        f"{name_of(path)}:{found[0]} holds a statement of SQL; give it a file in sql/queries "
        "and a typed function in straits/queries"
    )


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_nothing_imports_a_page(path: Path) -> None:
    found = [name for name in imports_of(path) if name.split(".")[0] == "pages"]
    assert not found, f"{name_of(path)} imports {found[0]}; what pages share belongs in straits/ui"


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_no_module_has_an_empty_name(path: Path) -> None:
    empty = EMPTY_NAMES & set(path.relative_to(ROOT).with_suffix("").parts)
    assert not empty, f"{name_of(path)}: name it after the noun that it holds, not {min(empty)!r}"


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_arguments_have_the_names_of_the_field(path: Path) -> None:
    arguments = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.arg)]
    found = [(node.lineno, node.arg) for node in arguments if node.arg in OTHER_NAMES]
    assert not found, (
        f"{name_of(path)}:{found[0][0]} names an argument {found[0][1]!r}; "
        "the names are contig, pos, ref, alt, ac, an and af"
    )


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_public_functions_and_modules_say_what_they_return(path: Path) -> None:
    tree = tree_of(path)
    public = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    silent = [node.name for node in public if not ast.get_docstring(node)]
    assert ast.get_docstring(tree), f"{name_of(path)} has no docstring; say what it is about"
    assert not silent, f"{name_of(path)}: {silent[0]} has no docstring; say what it returns"


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_the_address_is_written_by_url_state_alone(path: Path) -> None:
    for call in ast.walk(tree_of(path)):
        if not isinstance(call, ast.Call):
            continue
        values = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
        assert values.get("bind") != "'query-params'", (
            f"{name_of(path)}:{call.lineno} binds a widget to the address, which spoils Back; "
            "write it through straits.ui.url_state"
        )
        switches = isinstance(call.func, ast.Attribute) and call.func.attr == "switch_page"
        assert not (switches and "query_params" in values), (
            f"{name_of(path)}:{call.lineno} calls switch_page with query_params, which spoils "
            "Back; draw a st.page_link instead"
        )


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_opens_with_its_question(page: Path) -> None:
    question = (ast.get_docstring(tree_of(page)) or "").strip()
    assert question.endswith("?"), (
        f"{name_of(page)} must open with a docstring that is a question: it is the page's title"
    )
    assert "\n" not in question, f"{name_of(page)}: the question fits on one line"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_is_at_most_120_lines(page: Path) -> None:
    n_lines = len(page.read_text().splitlines())
    assert n_lines <= LONGEST_PAGE, (
        f"{name_of(page)} has {n_lines} lines; move queries to straits/queries, "
        "charts to straits/charts and widgets to straits/ui"
    )


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_speaks_to_ui_charts_and_queries_only(page: Path) -> None:
    ours = [name for name in imports_of(page) if name.split(".")[0] in {*PACKAGES, "pages"}]
    wrong = [name for name in ours if ".".join(name.split(".")[:2]) not in WHAT_PAGES_IMPORT]
    assert not wrong, f"{name_of(page)} imports {wrong[0]}; a page uses ui, charts and queries"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_touches_no_session_state_and_no_long_function(page: Path) -> None:
    assert "session_state" not in page.read_text(), (
        f"{name_of(page)} reads session_state; state that a colleague should see goes into the "
        "address through straits.ui.url_state, the rest is a widget's key"
    )
    functions = [node for node in ast.walk(tree_of(page)) if isinstance(node, ast.FunctionDef)]
    long = [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= 10]
    assert not long, f"{name_of(page)}: {long[0]} is longer than 10 lines; it belongs below"
