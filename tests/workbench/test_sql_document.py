"""What docs/sql.md shows is answered, with the rows that it promises, and its limits hold."""

import re
from pathlib import Path
from typing import Any

import pytest

from straits import workbench
from straits.store import Store, open_store
from tests.builders import demo_studies

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "sql.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
RECIPES = [
    (found[1], found[2])
    for found in re.finditer(
        r"^## ([^\n]+)\n(?:(?!^## ).)*?^```sql\n(.*?)^```",
        TEXT,
        re.MULTILINE | re.DOTALL,
    )
]


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(demo_studies.small_demo_store())


def test_the_document_has_six_recipes_and_no_block_beside_them() -> None:
    assert len(RECIPES) == 6
    assert TEXT.count("```sql") == 6


@pytest.mark.parametrize(("title", "recipe"), RECIPES, ids=[title for title, _ in RECIPES])
def test_a_recipe_is_answered(title: str, recipe: str, store: Store) -> None:
    values = workbench.typed(recipe, workbench.given(recipe))
    answer = workbench.ask(store, recipe, values)
    assert answer.rows.height > 1, title
    numbers = [name for name, kind in answer.rows.schema.items() if kind.is_numeric()]
    assert numbers
    assert all(answer.rows[name].is_not_null().any() for name in numbers)


def test_the_contrast_begins_with_the_largest_difference(store: Store) -> None:
    recipe = dict(RECIPES)["A frequency contrast"]
    rows = workbench.ask(store, recipe, {"gene": "CYP2C19"}).rows
    sizes = rows["difference"].abs().to_list()
    assert sizes == sorted(sizes, reverse=True)
    assert (rows["af_a"] - rows["af_b"] - rows["difference"]).abs().max() < 1e-12


def test_the_block_for_a_notebook_runs_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my_store").symlink_to(demo_studies.small_demo_store())
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    made: dict[str, Any] = {}
    exec(block, made)
    contrast = made["contrast"]
    sizes = contrast["difference"].abs().to_list()
    assert contrast.height == 20
    assert sizes == sorted(sizes, reverse=True)
    assert made["people"]["n_people"].sum() > 0
    assert {"denmark", "singapore"} <= {*made["sites"]["site_id"]}
    assert {"known_counts", "staging.genes", "wilson_low"} <= {*made["names"]}


@pytest.mark.parametrize(
    ("asked", "limits"),
    [
        ("on the page SQL", workbench.LIMITS),
        ("by `python -m straits sql`", workbench.LIMITS_ALONE),
        ("in a notebook", workbench.LIMITS_ALONE),
    ],
)
def test_the_limits_are_those_that_hold(asked: str, limits: workbench.Limits) -> None:
    (row,) = (line for line in TEXT.splitlines() if line.startswith(f"| {asked} |"))
    rows, seconds, memory = (cell.strip() for cell in row.split("|")[2:5])
    assert re.match(rf"{limits.rows:,}(?![\d,]\d)", rows)
    assert re.match(rf"{limits.seconds:g}\b", seconds)
    assert memory == f"{limits.memory >> 20} MB"
