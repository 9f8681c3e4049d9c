"""The page SQL, opened by addresses: what it answers, what it marks, and what it keeps."""

import io
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from straits import workbench
from straits.errors import QueryError
from straits.store import Store, open_store
from straits.store.shelf.saved_questions import SavedQuestions
from straits.ui.address import statement_link
from straits.ui.sql import sql_answer, sql_editor
from tests.builders import screens, tiny_store
from tests.builders.screens import said

ASKED = "select call_set_id, sum(ac) as copies from known_counts where group_id = $group group by 1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tiny_store.two_sites(tmp_path_factory.mktemp("two_sites"))
    # The process that statements are forked from is started here, once for all tests.
    workbench.catalogue(open_store(made))
    return made


@pytest.fixture(scope="module")
def store(folder: Path) -> Store:
    return open_store(folder)


def opened(folder: Path, monkeypatch: pytest.MonkeyPatch, **address: str) -> AppTest:
    app = screens.opened("sql", folder, monkeypatch, **address)
    assert not app.exception
    return app


def test_a_link_opens_the_statement_and_answers_it(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = statement_link.packed(ASKED, {"group": "Danish"})
    app = opened(folder, monkeypatch, q=word)
    rows = workbench.ask(store, ASKED, {"group": "Danish"}).rows
    shown = app.dataframe[0].value
    assert shown.sort_values("call_set_id")["copies"].tolist() == (
        rows.sort("call_set_id")["copies"].to_list()
    )
    assert rows.height == 1
    assert "1 row in" in said(app)


def test_a_link_opens_the_chart_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "select group_id, grouping, n_people, n_unrelated from group_people"
    q = statement_link.packed(text, {})

    def chosen(app: AppTest) -> dict[str, str]:
        return {box.label: box.value for box in app.selectbox}

    app = opened(folder, monkeypatch, q=q)
    assert chosen(app)["Across (x)"] == "n_unrelated"
    next(box for box in app.selectbox if box.label == "Across (x)").set_value("n_people").run()
    next(box for box in app.selectbox if box.label == "Colour").set_value("none").run()
    next(box for box in app.selectbox if box.label == "Chart").set_value("line").run()
    link = next(each.value for each in app.code if "q=" in each.value and "r=" in each.value)
    address = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    assert {"x": "n_people", "mark": "line"}.items() <= address.items()
    again = opened(folder, monkeypatch, **address)
    assert chosen(again) == chosen(app)
    assert "n_people" in str(screens.chart(again).spec)
    # What the rows do not have is not in the way.
    odd = opened(folder, monkeypatch, q=q, x="nosuch", mark="pie", facet="<b>")
    assert chosen(odd)["Across (x)"] == "n_unrelated"
    assert chosen(odd)["One chart for each"] == "none"


def test_another_link_is_answered_and_no_answer_stands_under_another_text(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(folder, monkeypatch, q=statement_link.packed("select 7 as first", {}))
    first = app.dataframe[0].value
    assert first.columns.tolist() == ["first"]
    app.query_params["q"] = statement_link.packed("select 8 as second", {})
    app.run()
    assert app.dataframe[0].value.columns.tolist() == ["second"]
    # Where its values are missing nothing is asked, and nothing of the one before is shown.
    app.query_params["q"] = statement_link.packed("select $name as third", {})
    app.run()
    assert len(app.dataframe) == 0
    assert "row in" not in said(app)


def test_an_error_stands_with_its_line_and_the_name_that_is_nearest(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = statement_link.packed("select\n  group_idd\nfrom known_counts", {})
    app = opened(folder, monkeypatch, q=word)
    assert "Line 2, column 3" in app.error[0].value
    assert "group\\_id" in app.error[0].value
    # Once is enough.
    assert "Perhaps: group_id" not in said(app)


def test_what_a_statement_may_take_is_said_before_it_is_asked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = said(opened(folder, monkeypatch))
    assert "20 seconds" in words
    assert "10,000 rows" in words


def test_a_parameter_is_a_widget_of_its_type(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "from known_counts where af > $min_af and group_id = $group and an > $an"
    app = opened(folder, monkeypatch, q=statement_link.packed(text, {}))
    assert [box.label for box in app.number_input] == ["$min_af", "$an"]
    options = next(box.options for box in app.selectbox if box.label == "$group")
    assert "Danish" in options


def test_a_value_that_the_text_gives_sets_its_widget(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = sql_editor.Edited("", None, 1)
    monkeypatch.setattr(sql_editor, "draw", lambda *_: edited)

    def group() -> str:
        return next(box for box in app.selectbox if box.label == "$group").value

    edited = sql_editor.Edited(ASKED, None, 1)
    app = opened(folder, monkeypatch, q=statement_link.packed(ASKED, {"group": "Danish"}))
    assert group() == "Danish"
    # Pasted over a text whose widget stands there already.
    edited = sql_editor.Edited(f"-- $group: Malay\n{ASKED}", None, 1)
    app.run()
    assert group() == "Malay"
    # What a reader chooses stays while the text gives the same, whatever else is written.
    next(box for box in app.selectbox if box.label == "$group").set_value("Danish").run()
    edited = sql_editor.Edited(f"-- $group: Malay\n-- Now by call set.\n{ASKED}", None, 1)
    app.run()
    assert group() == "Danish"
    edited = sql_editor.Edited(f"-- $group: Chinese\n{ASKED}", None, 1)
    app.run()
    assert group() == "Chinese"
    # The values of a link come before those of its text, and these before nothing.
    edited = sql_editor.Edited(f"-- $group: Malay\n{ASKED}", None, 1)
    app = opened(folder, monkeypatch, q=statement_link.packed(edited.text, {"group": "Danish"}))
    assert group() == "Danish"
    app = opened(folder, monkeypatch, q=statement_link.packed(edited.text, {}))
    assert group() == "Malay"


def test_a_link_that_lost_a_part_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    word = statement_link.packed(ASKED, {"group": "Danish"})
    app = opened(folder, monkeypatch, q=word[: len(word) // 2])
    assert "part of it was lost" in said(app)
    with pytest.raises(QueryError):
        statement_link.unpacked("x" * 40)


def test_a_view_with_a_chart_is_a_page_of_its_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(folder, monkeypatch, view="frequency_spectrum")
    assert any(box.label == "$grouping" for box in app.selectbox)
    marks = next(box.value for box in app.selectbox if box.label == "Chart")
    assert marks == "bar"
    assert "share by frequency_class, coloured by group_id" in said(app)


def test_the_catalogue_says_the_grain_columns_and_what_a_view_is_made_of(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(folder, monkeypatch, of="gene_burden")
    assert "the load of rare alleles" in said(app)
    assert re.search(r"\| \*\*burden\*\* double, [^|]* \| sum of their frequencies \|", said(app))


def test_each_column_is_drawn_back_to_the_tables_and_macros(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {each.name: each for each in workbench.catalogue(store)}
    for view in ("gene_burden", "variant_differences", "group_people", "private_variants"):
        for column in known[view].columns:
            uses, kinds = workbench.column_lineage(view, column.name, known)
            leaves = {name for name, below in uses.items() if not below}
            # Of a count of rows it ends in the relation that has them.
            ends = {name for name in leaves if kinds[name] != "view" or name.endswith(".*")}
            assert leaves == ends, (view, column.name, leaves - ends)
    uses, _ = workbench.column_lineage("gene_burden", "burden", known)
    assert uses["gene_burden.burden"] == ("known_counts.af",)
    assert {"allele_frequency", "summed_counts.ac"} <= {*uses["known_counts.af"]}
    app = opened(folder, monkeypatch, of="gene_burden")
    box = next(box for box in app.selectbox if box.label == "Of all of it, or of a column")
    assert "burden" in box.options
    box.set_value("burden").run()
    assert not app.exception


@pytest.mark.long
def test_copied_as_a_command_and_as_python_it_answers_the_same(folder: Path, store: Store) -> None:
    values = {"group": "Danish"}
    rows = workbench.ask(store, ASKED, values).rows
    command = sql_answer.as_command(ASKED, values).replace("python", sys.executable, 1)
    asked = f"{command} --store {folder} --format csv"
    done = subprocess.run(["sh", "-c", asked], capture_output=True, check=True)
    found = pl.read_csv(io.BytesIO(done.stdout))
    assert found["copies"].to_list() == rows["copies"].to_list()
    script = sql_answer.as_python(ASKED, values)
    here = {**os.environ, "STRAITS_STORE": str(folder)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, env=here)
    assert str(rows["copies"][0]) in done.stdout.decode()


def test_a_saved_question_never_changes_under_its_link(tmp_path: Path) -> None:
    shelf = SavedQuestions(tmp_path)
    first = shelf.save("select 1", {}, "mine", "the first")
    second = shelf.save("select 2", {"gene": "LCT"}, "mine", "the second")
    assert first != second
    assert shelf.find(first) == ("select 1", {})
    assert shelf.find(second) == ("select 2", {"gene": "LCT"})
    assert [(each.query_id, each.version) for each in shelf.history("mine")] == [
        (second, 2),
        (first, 1),
    ]
    shelf.remove("mine")
    assert shelf.listed() == []
    assert shelf.find(first) == ("select 1", {})


def test_a_damaged_file_of_questions_is_told_and_left_alone(tmp_path: Path) -> None:
    SavedQuestions(tmp_path).save("select 1", {}, "mine", "")
    file = tmp_path / "questions.sqlite"
    file.write_bytes(b"no database" * 400)
    shelf = SavedQuestions(tmp_path)
    assert "question" in shelf.why_off
    with pytest.raises(QueryError):
        shelf.save("select 2", {}, "mine", "")
    with pytest.raises(sqlite3.DatabaseError), sqlite3.connect(file) as connection:
        connection.execute("select * from questions")


def test_a_question_whose_text_is_no_longer_its_own_is_not_opened(tmp_path: Path) -> None:
    query_id = SavedQuestions(tmp_path).save("select 1", {}, "mine", "")
    with sqlite3.connect(tmp_path / "questions.sqlite") as connection:
        connection.execute("update questions set content = replace(content, '1', '2')")
    shelf = SavedQuestions(tmp_path)
    assert shelf.find(query_id) is None
    assert "damaged" in shelf.why_off
    with pytest.raises(QueryError, match="damaged"):
        shelf.save("select 2", {}, "mine", "")


def test_a_saved_question_opens_by_its_link(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRAITS_STATE", str(tmp_path))
    query_id = SavedQuestions(tmp_path).save(ASKED, {"group": "Danish"}, "copies", "")
    app = opened(folder, monkeypatch, q=f"query:{query_id}", of=f"query:{query_id}")
    assert "1 row in" in said(app)
    # The catalogue has it, with what it is asked by.
    assert "$group = Danish" in said(app)
    assert "**copies** hugeint |" in said(app)
    catalogued = next(box for box in app.selectbox if "saved questions" in box.label)
    assert "copies · saved question" in catalogued.options
    assert "is not kept on this server" in said(opened(folder, monkeypatch, q="query:0000"))


def test_one_question_may_be_saved_under_two_names(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRAITS_STATE", str(tmp_path))
    shelf = SavedQuestions(tmp_path)
    for name in ("copies", "copies again"):
        shelf.save(ASKED, {"group": "Danish"}, name, "")
    app = opened(folder, monkeypatch)
    assert {"Remove copies", "Remove copies again"} <= {each.label for each in app.button}


def test_a_parameter_without_a_value_is_asked_for(folder: Path) -> None:
    assert workbench.typed("select $name", {"name": ""}) == {}
    with pytest.raises(QueryError, match=r"parameter \$name has no value. Write one in its box"):
        workbench.ask(open_store(folder), "select $name as name", {})
