"""`straits sql` asks a statement of a file or of the line, and says which of them it took."""

import io
from pathlib import Path

import polars as pl
import pytest

from straits import workbench
from straits.__main__ import main
from straits.commands.statements import statement_text
from straits.store import open_store
from tests.builders import tiny_store

ASKED = "-- $group: Danish\nselect sum(ac) as copies from known_counts where group_id = $group\n"


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("notthere.sql", "No such file"),
        ("no/such/folder/contrast.sql", "No such file"),
        ("no/such/folder/contrast", "No such file"),
        ("not there.SQL", "No such file"),
        ("notthere", "No such file"),
        ("folder", "Is a directory"),
        ("latin.sql", "no text in UTF-8"),
        ("latin.sql/more.sql", "Not a directory"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_by_its_name_place_and_reason(
    named: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "latin.sql").write_bytes("select 'é'".encode("latin-1"))
    for command in (["sql", named], ["views", "new", "mine", named]):
        assert main([*command, "--store", str(tmp_path)]) == 2
        said = " ".join(capfd.readouterr().err.split())
        assert f"{named!r}, seen from the folder {tmp_path}" in said
        assert why in said
        assert "a select in quotes" in said


@pytest.mark.parametrize(
    "select", ["select 1", "from a.sql", "select(1)", "select 'a.sql'", "drop table x;", "x y"]
)
def test_what_is_no_name_of_a_file_is_a_statement(select: str) -> None:
    assert statement_text(select) == select


def test_a_file_gives_values_and_the_line_comes_before_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    store = str(tiny_store.two_sites(tmp_path / "store"))
    (tmp_path / "copies of a group").write_text(ASKED)

    def copies(*given: str) -> int:
        asked = ["sql", "copies of a group", "--store", store, "--format", "csv", *given]
        assert main(asked) == 0
        return pl.read_csv(io.StringIO(capfd.readouterr().out))["copies"].item()

    assert copies() == 2 * (15 + 2 * 30) + 5 + 4 + 2
    assert copies("--param", "group=Malay") == 2 + 2 + 6 + 2 * 3 + 5 + 2 * 4 + 1


def test_parquet_says_of_which_release_it_is_and_how_it_was_asked(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    store = tiny_store.two_sites(tmp_path / "store")
    asked = ["sql", ASKED, "--store", str(store), "--param", "group=Malay", "--format"]

    opened = open_store(store)
    assert main([*asked, "parquet"]) == 0
    about = pl.read_parquet_metadata(io.BytesIO(capfdbinary.readouterr().out))
    assert about["release"] == opened.release_id
    assert about["study"] == opened.study.name
    assert about["parameter group"] == "Malay"
    assert about["people"] == "as the statement says"
    assert "sum(ac) as copies" in about["statement"]
    # What CSV is piped into expects its columns first.
    assert main([*asked, "csv"]) == 0
    assert capfdbinary.readouterr().out.splitlines()[0] == b"copies"


def test_the_help_tells_the_limits_that_hold(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["sql", "--help"])
    said = " ".join(capfd.readouterr().out.split())
    assert f"the most rows ({workbench.LIMITS_ALONE.rows:,})" in said
    assert f"the most seconds ({workbench.LIMITS_ALONE.seconds:g})" in said
