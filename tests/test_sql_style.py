"""Every SQL file is in style; one test per file, so that a failure names it."""

import re
from pathlib import Path

import pytest
from sqlfluff.core import FluffConfig, Linter

ROOT = Path(__file__).resolve().parents[1]
SQL = sorted((ROOT / "sql").rglob("*.sql"))
# What is read by an analyst as a table says first what one row of it is.
RELATIONS = [path for path in SQL if path.parent.name in {"staging", "views", "queries"}]
VIEWS = [path for path in SQL if path.parent.name in {"staging", "views"}]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def header_of(path: Path) -> list[str]:
    """Return the lines of the comment that a file opens with, without their dashes."""
    lines = []
    for line in path.read_text().splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--").strip())
    return lines


def code_of(path: Path) -> str:
    """Return a file without its comments, in lower case."""
    return re.sub(r"--[^\n]*", "", path.read_text()).strip().lower()


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter(config=FluffConfig.from_path(str(ROOT)))


@pytest.mark.parametrize("path", SQL, ids=name_of)
def test_a_file_of_sql_is_in_style(path: Path, linter: Linter) -> None:
    violations = linter.lint_path(str(path)).get_violations()
    said = [f"line {v.line_no}: {v.rule_code()} {v.desc()}" for v in violations]
    assert not said, f"{name_of(path)}\n" + "\n".join(said)


@pytest.mark.parametrize("path", RELATIONS, ids=name_of)
def test_a_view_or_query_says_what_one_row_is_and_what_it_needs(path: Path) -> None:
    header = header_of(path)
    assert header, f"{name_of(path)} must open with a comment"
    assert header[0].startswith("One row"), f"{name_of(path)} must open with 'One row per ...'"
    needs = [line for line in header if re.fullmatch(r"needs: (rows|aggregates)", line)]
    assert len(needs) == 1, f"{name_of(path)} must say 'needs: rows' or 'needs: aggregates'"


@pytest.mark.parametrize("path", VIEWS, ids=name_of)
def test_a_view_is_one_bare_select(path: Path) -> None:
    code = code_of(path)
    assert code.startswith(("select", "with", "from", "(")), f"{name_of(path)} must be one select"
    assert ";" not in code, f"{name_of(path)} must be one select, without a semicolon"


@pytest.mark.parametrize("path", SQL, ids=name_of)
def test_no_file_selects_whatever_columns_there_are(path: Path) -> None:
    found = re.search(r"\bselect\s+(\w+\.)?\*", code_of(path))
    assert found is None, f"{name_of(path)} says {found[0]!r}: name the columns" if found else ""
