"""What a notebook has of a store is what the page and the commands have of it."""

import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from functools import partial
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
    # What a comment gives is taken where nothing else is given.
    text = "-- $n: 3\nselect $n + 1 as n, $n::text as said"
    assert opened.sql(text).rows() == [(4, "3")]
    assert opened.sql(text, n=7).rows() == [(8, "7")]
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
    assert included["pyproject.toml"] == "straits/pyproject.toml"
    assert included["sql"] == "straits/sql"
    assert Path(straits.__file__).parent / "sql" == sql_names.PLACES[0]


@pytest.mark.long
def test_the_installed_package_answers_a_select_and_checks_a_view(tmp_path: Path) -> None:
    # What it needs is there already; whether it names all of that is asked above.
    python = tmp_path / "env" / "bin" / "python"
    venv.create(tmp_path / "env", with_pip=False)
    built = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "-q",
        "-w",
        tmp_path,
        ROOT,
    ]
    subprocess.run(built, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("straits-*.whl")
    site = Path(sysconfig.get_path("purelib", vars={"base": str(tmp_path / "env")}))
    zipfile.ZipFile(wheel).extractall(site)
    (site / "theirs.pth").write_text(sysconfig.get_path("purelib"))
    view = tmp_path / "contigs.sql"
    view.write_text(
        "-- One row per contig.\n--\n-- grain: contig\nSELECT contig FROM staging.genes\n"
    )
    store = demo_studies.small_demo_store()
    asked = (
        "import straits; print(straits.__file__);"
        f"print(straits.open({str(store)!r}).sql('select count(*) from staging.genes').item())"
    )
    run = partial(subprocess.run, cwd=tmp_path, capture_output=True, text=True)
    done = run([python, "-c", asked])
    assert done.returncode == 0, done.stderr
    where, n = done.stdout.split()
    assert Path(where).is_relative_to(tmp_path)
    assert int(n) > 0
    checked = run([python, "-m", "straits", "views", "check", view, "--store", store])
    assert "Keywords must be lower case" in checked.stdout
