"""From a chart to the page SQL: what its statement answers are the numbers of its CSV."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from straits import workbench
from straits.store import Store, open_store
from straits.ui.figures import figure, open_in_sql
from straits.ui.figures.figure import Figure
from tests.builders import demo_studies, screens, studies

KEYS = ["variant_id", "call_set_id", "group_id"]


@pytest.fixture(scope="module", params=["open", "inside"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "open":
        return demo_studies.small_demo_store()
    made = tmp_path_factory.mktemp("inside")
    study = demo_studies.small_demo_inside(made / "study")
    studies.ingest(study, made / "store")
    return made / "store"


@pytest.fixture(scope="module")
def store(folder: Path) -> Store:
    return open_store(folder)


def figures_of(
    noun: str, folder: Path, monkeypatch: pytest.MonkeyPatch, **address: str
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


@pytest.mark.parametrize(
    ("noun", "address"),
    [("variant", {"v": "rs4244285"}), ("gene", {"g": "CYP2C19"})],
    ids=["variant", "gene"],
)
def test_open_in_sql_answers_the_rows_of_the_csv(
    noun: str, address: dict[str, str], folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = figures_of(noun, folder, monkeypatch, **address)
    counted = [each for each in drawn if each.counted is not None]
    assert counted
    for each in counted:
        if not {"ac", "an", "call_set_id", "group_id"} <= {*each.rows.columns}:
            continue
        asked = each.counted
        values = workbench.typed(asked.text, asked.values)
        answer = workbench.ask(
            store, asked.text, values, limits=replace(workbench.LIMITS, seconds=60)
        ).rows
        keys = [name for name in KEYS if name in each.rows.columns]
        csv = each.rows.filter(pl.col("an") > 0)
        if "sex" in csv.columns:
            csv = csv.filter(pl.col("sex") == "all")
        found = csv.join(answer, on=keys, how="left", suffix="_in_sql", nulls_equal=True)
        assert found.height == csv.height > 0
        assert found["ac"].to_list() == found["ac_in_sql"].to_list()
        assert found["an"].to_list() == found["an_in_sql"].to_list()


def test_a_chart_of_individual_data_says_so_where_the_profile_shows_no_persons(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(open_in_sql.st, "markdown", said.append)
    visit = type("Visit", (), {"store": store})
    open_in_sql.draw(visit, None, needs_rows=True)
    assert bool(said) == (store.profile.min_people > 0)
