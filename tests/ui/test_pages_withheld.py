"""Where a group is withheld: pages say why, where A and B are chosen and where a lock is drawn."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.builders import screens, tiny_store
from tests.builders.screens import said
from tests.builders.tiny_store import Block, Calls

VARIANT = "chr2-135851076-G-A"
# People of each group, and how many of them were not called at the variant.
PEOPLE = {
    ("dk", "Faroese"): (12, 0), ("dk", "Greenlandic"): (13, 0), ("dk", "Danish"): (60, 0),
    ("sg", "Chinese"): (50, 0), ("sg", "Malay"): (50, 0), ("sg", "Indian"): (45, 30),
}  # fmt: skip


def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: str, page: str) -> AppTest:
    blocks = [
        Block(call_set, "XX", n, {"ethnic_group": group}, {VARIANT: Calls(het=9, missing=missing)})
        for (call_set, group), (n, missing) in PEOPLE.items()
    ]
    call_sets = [tiny_store.CallSet("dk", "dk"), tiny_store.CallSet("sg", "sg")]
    store = tiny_store.write(tmp_path, blocks, call_sets, [VARIANT], profile=profile)
    app = screens.opened(page, store, monkeypatch, v=VARIANT)
    assert not app.exception
    return app


def test_who_cannot_be_chosen_is_told_beside_the_boxes(tmp_path, monkeypatch):
    boxes = opened(tmp_path, monkeypatch, "inside", "frequencies").selectbox[:2]
    for box in boxes:
        assert "Faroese, Greenlandic, since fewer than 20 people" in box.help
        assert "Indian" not in box.help  # can be chosen: there are 45 of them
        assert not any("Faroese" in option for option in box.options)


def test_where_all_can_be_chosen_the_boxes_have_nothing_to_tell(tmp_path, monkeypatch):
    boxes = opened(tmp_path, monkeypatch, "open", "frequencies").selectbox[:2]
    assert [box.help for box in boxes] == ["", ""]


def test_beside_a_lock_stands_why_the_group_is_withheld(tmp_path, monkeypatch):
    text = said(opened(tmp_path, monkeypatch, "inside", "variant"))
    assert "Withheld: Faroese · DK, Greenlandic · DK, since fewer than 20 people." in text
    assert "Withheld: Indian · SG, since fewer than 20 of them were called here" in text


def test_nothing_is_said_of_locks_where_there_are_none(tmp_path, monkeypatch):
    assert "Withheld:" not in said(opened(tmp_path, monkeypatch, "open", "variant"))
