"""The recipes of docs/sql.md are answered, each with the rows that it promises."""

import re
from pathlib import Path

import pytest

from straits import workbench
from straits.store import Store, open_store
from tests.builders import demo_studies

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "sql.md"
RECIPES = [
    (found[1], found[2])
    for found in re.finditer(
        r"^## ([^\n]+)\n(?:(?!^## ).)*?^```sql\n(.*?)^```",
        DOCUMENT.read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
]


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(demo_studies.small_demo_store())


def test_the_document_has_six_recipes_and_no_block_beside_them() -> None:
    assert len(RECIPES) == 6
    assert DOCUMENT.read_text(encoding="utf-8").count("```sql") == 6


@pytest.mark.parametrize(("title", "recipe"), RECIPES, ids=[title for title, _ in RECIPES])
def test_a_recipe_is_answered(title: str, recipe: str, store: Store) -> None:
    values = dict(re.findall(r"^-- \$(\w+): (\S+)$", recipe, re.MULTILINE))
    answer = workbench.ask(store, recipe, workbench.typed(recipe, values))
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
