"""From every chart of group aggregates to the page SQL: its statement answers the CSV's rows."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from straits import workbench
from straits.store import open_store
from straits.ui.figures import figure, open_in_sql
from straits.ui.figures.figure import Figure
from tests.builders import demo_studies, inside_store, screens

pytestmark = pytest.mark.long

# A page, its address, and the charts that it draws, by what the names of their files begin with.
PAGES: Mapping[str, tuple[str, dict[str, str], tuple[str, ...]]] = {
    "variant": ("variant", {"v": "rs4244285"}, ("variant", "difference", "variant")),
    "gene": ("gene", {"g": "CYP2C19"}, ("CYP2C19",)),
    "quality": ("overview", {"tab": "quality"}, ("top", "quality", "quality", "quality")),
    "ages": ("overview", {"tab": "ages"}, ("top", "ages")),
    "axes": ("overview", {"tab": "principal_components"}, ("top", "principal-components")),
    "scatter": ("frequencies", {}, ("frequencies-scatter",)),
    "genome": ("frequencies", {"view": "genome"}, ("frequencies-genome",)),
    "volcano": ("frequencies", {"view": "volcano", "order": "p"}, ("frequencies-volcano",)),
    "heat": ("frequencies", {"view": "heat"}, ("frequencies-heat",)),
    "shared": ("frequencies", {"view": "shared"}, ("frequencies-shared",)),
    "fst": ("frequencies", {"view": "fst"}, ("frequencies-fst",)),
    "diversity": (
        "frequencies", {"view": "diversity"},
        ("frequencies-heterozygosity", "frequencies-spectrum"),
    ),
    "bases": ("frequencies", {"view": "bases"}, ("frequencies-bases",)),
    "binary": ("phenotypes", {"p": "type_2_diabetes"}, ("phenotype", "standardised")),
    "continuous": ("phenotypes", {"p": "bmi", "tab": "over_time"}, ("phenotype", "years")),
    "shown": ("phenotypes", {"p": "alanine_transaminase"}, ("phenotype", "standardised")),
    "as sent": ("phenotypes", {"p": "hba1c", "tab": "as_sent"}, ("phenotype", "as-sent")),
    "categorical": ("phenotypes", {"p": "smoking", "sex": "yes"}, ("phenotype",)),
    "pharmacogenes": ("pharmacogenes", {}, ("pharmacogene", "pharmacogene")),
}  # fmt: skip
# Charts of individual data, which the profile inside does not show; and those that it may not draw.
OF_PERSONS = ("principal-components",)
UNDRAWN = (*OF_PERSONS, "as-sent", "years", "standardised", "phenotype")
# Columns that both have and that are no number of the chart.
NOT_COMPARED = {"data", "sort_order", "group_order", "colour", "shape", "place", "label", "rank"}


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
    noun, address, expected = PAGES[page]
    drawn = figures_of(noun, folder, monkeypatch, address)
    store = open_store(folder)
    is_inside = store.profile.min_people > 0
    names = ["-".join(each.file_parts) for each in drawn]
    for begin in expected:
        assert any(name.startswith(begin) for name in names) or (is_inside and begin in UNDRAWN)
    for name, each in zip(names, drawn, strict=True):
        if is_inside and name.startswith(OF_PERSONS):
            assert each.counted is None
            continue
        assert each.counted is not None, name
        asked = each.counted
        values = workbench.typed(asked.text, asked.values)
        limits = replace(workbench.LIMITS, seconds=120, memory=2 << 30)
        answer = workbench.ask(store, asked.text, values, limits=limits).rows
        n_rows = same(name, each.rows, answer)
        # Of some phenotypes every group of so small a study is withheld.
        assert n_rows or (is_inside and page in ("binary", "continuous", "as sent"))


def same(name: str, csv: pl.DataFrame, answer: pl.DataFrame) -> int:
    """Hold every row of a CSV to a row of the answer, by all that both have; returns how many."""
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
    for row in rows.iter_rows():
        assert left.get(rounded(row)), (name, shared, row, answer.select(shared).head(40).rows())
    return rows.height


def told(csv: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a CSV that tell a number, of both sexes together."""
    if {"sex", "an", "call_set_id"} <= {*csv.columns}:
        csv = csv.filter(pl.col("sex") == "all").drop("sex")
    return csv.filter(pl.col("an") > 0) if "an" in csv.columns else csv


def rounded(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(
        float(f"{value:.7g}") if isinstance(value, int | float) else value for value in row
    )


def test_a_chart_of_individual_data_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(open_in_sql.st, "markdown", said.append)
    store = open_store(folder)
    open_in_sql.draw(type("Visit", (), {"store": store}), None)
    assert ("does not show" in said[0]) == (store.profile.min_people > 0)
