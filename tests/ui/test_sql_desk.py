"""The desk of the page SQL: what is chosen again, saved, taken along, and of another value."""

import io
import os
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from straits import workbench
from straits.errors import QueryError
from straits.store import Store, open_store
from straits.store.shelf.saved_questions import SavedQuestions
from straits.ui.address import statement_link
from straits.ui.sql import sql_editor
from tests.builders import screens, tiny_store
from tests.builders.screens import said


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


class Typing:
    """Stands in the place of the editor: a text for each load, as the browser keeps it."""

    def __init__(self) -> None:
        self.load, self.text, self.is_run = "", "", False

    def draw(self, text: str, load: str, *_: object) -> sql_editor.Edited:
        if load != self.load:
            self.load, self.text = load, text
        run, self.is_run = self.text if self.is_run else None, False
        return sql_editor.Edited(self.text, run, 1)


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Typing:
    editor = Typing()
    monkeypatch.setattr(sql_editor, "draw", editor.draw)
    return editor


def button(app: AppTest, label: str) -> Any:
    return next(each for each in app.button if each.label.startswith(label))


def test_a_question_that_is_chosen_again_stands_there_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typing: Typing
) -> None:
    monkeypatch.setenv("STRAITS_STATE", str(tmp_path))
    text = "select $group as kept"
    query_id = SavedQuestions(tmp_path).save(text, {"group": "Danish"}, "mine", "")
    word = f"query:{query_id}"
    app = opened(folder, monkeypatch, q=word, of=word)
    # Longer than a link may be, so that the address goes on saying what was opened.
    longer = f"-- {os.urandom(2_000).hex()}\nselect $group as changed"
    for label, is_run in (("mine, version 1", True), ("Open it in the editor", False)):
        typing.text, typing.is_run = longer, is_run
        next(box for box in app.selectbox if box.label == "$group").set_value("Malay").run()
        assert word in app.query_params["q"]
        shown = app.dataframe[0].value
        assert ("changed" in shown) == is_run
        button(app, label).click().run()
        assert typing.text == text, label
        assert app.dataframe[0].value.to_dict("list") == {"kept": ["Danish"]}
        assert next(box for box in app.selectbox if box.label == "$group").value == "Danish"
    # The history too: what was asked first is chosen while the address says it.
    typing.text = "select 3 as changed"
    past = next(each for each in app.button if "as kept" in each.label)
    past.click().run()
    typing.text = "select 4 as changed"
    next(each for each in app.button if "as kept" in each.label).click().run()
    assert typing.text == text
    assert not app.exception


def test_what_is_taken_of_an_answer_says_its_values_and_claims_nobody(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "select allele_index, an from known_counts where group_id = $group and an is not null"
    taken: dict[str, Any] = {}
    monkeypatch.setattr(
        "streamlit.download_button",
        lambda label, data, key, **_: taken.update({key: data}),
    )
    app = opened(folder, monkeypatch, q=statement_link.packed(text, {"group": "Danish"}))
    for key in ("sql-csv", "csv-sql"):
        header = taken[key]().decode()
        assert "# people: as the statement says\n# parameter group: Danish\n" in header
        assert "relatives" not in header
    methods = taken["csv-sql"]().decode()
    assert "Asked with: group = Danish." in methods
    assert "counted as the statement says" in methods
    parquet = pq.read_schema(io.BytesIO(taken["sql-parquet"]())).metadata
    assert parquet[b"parameter group"] == b"Danish"
    assert parquet[b"statement"] == text.encode()
    # Another value without Run: the rows are said to be of the one before.
    assert not app.warning
    next(box for box in app.selectbox if box.label == "$group").set_value("Malay").run()
    assert "These are the rows of group Danish" in app.warning[0].value


def test_a_saved_statement_stays_on_the_desk_with_its_rows(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typing: Typing
) -> None:
    monkeypatch.setenv("STRAITS_STATE", str(tmp_path))
    app = opened(folder, monkeypatch, q=statement_link.packed("select 7 as kept", {}))
    load = typing.load
    next(box for box in app.text_input if box.label == "Name").set_value("seven")
    next(each for each in app.button if each.label == "Save").click().run()
    assert not app.exception
    assert "Saved as seven." in said(app)
    assert typing.load == load
    assert app.dataframe[0].value.to_dict("list") == {"kept": [7]}
    assert "Saved as" not in said(opened(folder, monkeypatch))


def test_not_a_number_is_written_and_is_no_dash(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "select unnest([0.0 / 0.0, 0.25, null]) as share"
    app = opened(folder, monkeypatch, q=statement_link.packed(text, {}))
    assert app.dataframe[0].value["share"].tolist()[:2] == ["not a number", "0.25"]


def test_all_parameters_without_a_value_are_named(store: Store) -> None:
    with pytest.raises(QueryError, match=r"\$first, \$second have no value"):
        workbench.ask(store, "select $first, $second", {})
