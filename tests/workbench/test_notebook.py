"""What a notebook has of a store is what the page and the commands have of it."""

import tomllib
from pathlib import Path

import pytest

import straits
from straits import sql_names
from straits.workbench import AskError
from tests.builders import demo_studies

ROOT = Path(__file__).resolve().parents[2]


def test_selects_views_and_questions_are_frames() -> None:
    opened = straits.open(demo_studies.small_demo_store())
    rows = opened.sql("select gene_symbol from staging.genes where gene_id = $gene", gene="x")
    assert (rows.height, rows.columns) == (0, ["gene_symbol"])
    assert opened.view("group_people")["n_people"].sum() > 0
    assert opened.query("sites").height > 0
    with pytest.raises(AskError, match="group_people"):
        opened.view("group_peple")
    with pytest.raises(AskError, match="macro"):
        opened.view("wilson_low")


def test_a_package_brings_its_sql_and_what_it_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pinned = [line.partition("==")[0] for line in lines if "==" in line]
    assert project["project"]["dependencies"] == [name for name in pinned if name != "pytest"]
    assert project["project"]["version"] == straits.__version__
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert (ROOT / next(iter(included))) == sql_names.FOLDER
    assert included["sql"] == "straits/sql"
    assert Path(straits.__file__).parent / "sql" == sql_names.PLACES[0]
