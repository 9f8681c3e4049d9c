"""From every chart of group aggregates to the page SQL: its statement answers the CSV's rows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import pytest

from straits import workbench
from straits.store import Store, open_store
from straits.ui.figures import figure, open_in_sql
from straits.ui.figures.figure import Figure
from tests.builders import demo_studies, inside_store, screens

pytestmark = pytest.mark.long

# A page and its address; the names of the files of its charts of group aggregates, and of those of
# individual data.
PAGES: Mapping[str, tuple[str, dict[str, str]]] = {
    "variant": ("variant", {"v": "rs4244285"}),
    "gene": ("gene", {"g": "CYP2C19"}),
    "overview": ("overview", {}),
    "quality": ("overview", {"tab": "Quality"}),
    "ages": ("overview", {"tab": "Ages"}),
    "scatter": ("frequencies", {}),
    "genome": ("frequencies", {"view": "genome"}),
    "volcano": ("frequencies", {"view": "volcano", "order": "p"}),
    "heat": ("frequencies", {"view": "heat"}),
    "shared": ("frequencies", {"view": "shared"}),
    "fst": ("frequencies", {"view": "fst"}),
    "diversity": ("frequencies", {"view": "diversity"}),
    "bases": ("frequencies", {"view": "bases"}),
    "binary": ("phenotypes", {"p": "type_2_diabetes"}),
    "continuous": ("phenotypes", {"p": "bmi", "tab": "Over time"}),
    "as sent": ("phenotypes", {"p": "bmi", "tab": "As sent"}),
    "categorical": ("phenotypes", {"p": "smoking"}),
    "pharmacogenes": ("pharmacogenes", {}),
}
# Of a chart of a page as many rows as this are drawn, of all that are counted.
CUT = {"ages": 0, "principal-components": 0}
# Columns that both have and that are no number of the chart.
NOT_COMPARED = {"data", "sort_order", "group_order", "colour", "shape", "place", "label", "rank"}


@dataclass(frozen=True)
class Opened:
    """The figures of a page, by the names of their files."""

    store: Store
    figures: list[Figure]


@pytest.fixture(scope="module", params=["open", "inside"])
def folder(request: pytest.FixtureRequest) -> Path:
    if request.param == "open":
        return demo_studies.small_demo_store()
    return inside_store.inside_store()


def figures_of(
    noun: str, folder: Path, monkeypatch: pytest.MonkeyPatch, address: Mapping[str, str]
) -> list[Figure]:
    """Return the figures that a page draws."""
    drawn: list[Figure] = []
    draw = figure.actions

    def kept(each: Figure, *args: object, **more: object) -> None:
        drawn.append(each)
        draw(each, *args, **more)

    monkeypatch.setattr(figure, "actions", kept)
    app = screens.opened(noun, folder, monkeypatch, **address)
    assert not app.exception
    return drawn


@pytest.mark.parametrize("page", PAGES)
def test_open_in_sql_answers_the_rows_of_the_csv(
    page: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noun, address = PAGES[page]
    drawn = figures_of(noun, folder, monkeypatch, address)
    assert drawn
    store = open_store(folder)
    for each in drawn:
        name = "-".join(each.file_parts)
        if each.counted is None:
            pytest.fail(f"{name} has no statement")
        asked = each.counted
        values = workbench.typed(asked.text, asked.values)
        limits = replace(workbench.LIMITS, seconds=120, memory=2 << 30)
        answer = workbench.ask(store, asked.text, values, limits=limits).rows
        same(name, each.rows, answer)


def same(name: str, csv: pl.DataFrame, answer: pl.DataFrame) -> None:
    """Hold every row of a CSV to a row of the answer, by all that both have."""
    csv = told(csv)
    shared = [
        column for column in csv.columns
        if column in answer.columns and column not in NOT_COMPARED
    ]  # fmt: skip
    numbers = [column for column in shared if csv[column].dtype.is_numeric()]
    assert numbers, (name, csv.columns, answer.columns)
    rows = csv.select(shared).filter(~pl.all_horizontal(pl.col(numbers).is_null()))
    left = {}
    for row in answer.select(shared).iter_rows():
        left[rounded(row)] = left.get(rounded(row), 0) + 1
    assert rows.height, name
    for row in rows.iter_rows():
        assert left.get(rounded(row)), (name, shared, row, answer.select(shared).head(40).rows())


def told(csv: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a CSV that tell a number, of both sexes together."""
    if {"sex", "an", "call_set_id"} <= {*csv.columns}:
        csv = csv.filter(pl.col("sex") == "all").drop("sex")
    return csv.filter(pl.col("an") > 0) if "an" in csv.columns else csv


def rounded(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(
        float(f"{value:.7g}") if isinstance(value, int | float) else value for value in row
    )


@pytest.mark.parametrize("page", ["cohorts", "linkage"])
def test_a_chart_of_individual_data_says_so(
    folder: Path, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(open_in_sql.st, "markdown", said.append)
    visit = type("Visit", (), {"store": open_store(folder)})
    open_in_sql.draw(visit, None)
    is_inside = open_store(folder).profile.min_people > 0
    assert ("does not show" in said[0]) == is_inside
