"""Files of sql/: what each declares, and the order in which they build on others."""

from pathlib import Path

import duckdb
import pytest

from straits import sql_names
from straits.privacy import DeclarationError
from straits.store.query import sql_files

QUERIES = sql_files.read_layer("queries")


def test_every_query_declares_its_columns_and_parameters():
    breaches = []
    for file in QUERIES:
        if not file.columns:
            breaches.append(f"{file.path.name} declares no columns")
        named = set(duckdb.extract_statements(file.text)[0].named_parameters) - {"min_people"}
        for name in sorted(named ^ set(file.parameters)):
            said = "does not declare" if name in named else "declares and does not use"
            breaches.append(f"{file.path.name} {said} {name}")
    assert breaches == [], "\n".join(breaches)


def test_files_that_name_each_other_in_a_circle_are_refused(tmp_path: Path):
    (tmp_path / "views").mkdir()
    (tmp_path / "views" / "one.sql").write_text("select a from two")
    (tmp_path / "views" / "two.sql").write_text("select a from one")
    with pytest.raises(DeclarationError, match="in a circle: "):
        sql_files.in_order(sql_files.read_layer("views", tmp_path))


def test_a_view_comes_after_what_it_names_whatever_the_files_are_called(tmp_path: Path):
    for layer, name, text in (
        ("views", "a", "select half(x) as y from b"),
        ("views", "b", "select x from staging.c"),
        ("staging", "c", "select 1 as x -- not from a"),
        ("macros", "half", "create macro half(x) as x / 2"),
    ):
        (tmp_path / layer).mkdir(exist_ok=True)
        (tmp_path / layer / f"{name}.sql").write_text(text)
    names = [file.name for file in sql_files.definitions(tmp_path)]
    assert names.index("staging.c") < names.index("b") < names.index("a") > names.index("half")


def test_a_bad_parameter_type_names_file_and_line(tmp_path: Path):
    (tmp_path / "bad.sql").write_text("-- parameters:\n--   pos number\nselect $pos as pos")
    message = r"bad\.sql, line 2: expected 'name type'.*'pos number'"
    with pytest.raises(DeclarationError, match=message):
        sql_files.read_sql_file(tmp_path / "bad.sql")


def test_a_mark_that_nothing_draws_is_refused(tmp_path: Path):
    (tmp_path / "views").mkdir()
    path = tmp_path / "views" / "x.sql"
    path.write_text("-- One row.\n-- chart:\n--   mark bars\n--   x a\nselect 1 as a\n")
    with pytest.raises(DeclarationError, match="a mark is one of bar, point, line, rect, got"):
        sql_files.read_sql_file(path)
    path.write_text(path.read_text().replace("bars", "bar"))
    assert sql_files.read_sql_file(path).chart == {"mark": "bar", "x": "a"}


def test_a_name_is_that_of_one_file_of_its_layer():
    for layer in sql_files.LAYERS:
        names = [file.name for file in sql_files.read_layer(layer)]
        assert sorted(set(names)) == names


def test_every_example_lies_where_its_file_does():
    examples = Path(__file__).parents[1] / "sql"
    for layer in ("macros", "views", "queries"):
        files = {path.relative_to(sql_names.FOLDER).with_suffix("") for path in
                 (sql_names.FOLDER / layer).rglob("*.sql")}  # fmt: skip
        named = {path.relative_to(examples).with_suffix("") for path in
                 (examples / layer).rglob("*.yml")}  # fmt: skip
        assert files == named
