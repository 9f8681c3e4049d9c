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


def test_what_is_withheld_is_no_finding(tmp_path, monkeypatch):
    told = {}
    for profile in ("inside", "open"):
        call_sets = [tiny_store.CallSet("dk", "dk")]
        # Each group is shown; at the variant so few of them were called that it is not.
        blocks = [
            Block("dk", "XX", 40, {"ethnic_group": group}, {VARIANT: Calls(het=9, missing=25)})
            for group in ("Danish", "Faroese")
        ]
        store = tiny_store.write(
            tmp_path / profile, blocks, call_sets, [VARIANT], profile=profile, release_id=profile
        )
        for page in ("variant", "overview"):
            app = screens.opened(page, store, monkeypatch, v=VARIANT)
            assert not app.exception
            told[profile, page] = said(app)
    variant, overview = told["inside", "variant"], told["inside", "overview"]
    assert "no frequency that can be told in any of these groups. Not known in Danish (withhe" in (
        variant
    )
    assert "HWE is not told here: the genotypes are withheld" in variant
    assert "Nothing can be compared here: counts of 1 allele are withheld" in overview
    for page in ("variant", "overview"):
        shown = told["open", page]
        assert "withheld by the study" not in shown
        assert "can be told" not in shown


def test_nobody_has_no_genotypes(tmp_path, monkeypatch):
    blocks = [
        Block(call_set, "XX", 40, {"ethnic_group": group}, {VARIANT: calls})
        for call_set, group, calls in (
            ("dk", "Danish", Calls(het=9)), ("sg", "Malay", Calls(missing=40)),
        )
    ]  # fmt: skip
    call_sets = [tiny_store.CallSet("dk", "dk"), tiny_store.CallSet("sg", "sg")]
    store = tiny_store.write(tmp_path, blocks, call_sets, [VARIANT])
    app = screens.opened("variant", store, monkeypatch, v=VARIANT)
    (table,) = [one.value for one in app.dataframe if "hom_ref" in one.value.columns]
    rows = table.set_index("row_label")[["hom_ref", "het", "hom_alt", "het_expected"]]
    assert rows.filter(like="Malay", axis=0).isna().all(axis=None)
    assert rows.filter(like="Danish", axis=0)["het"].tolist() == [9]


def test_nothing_is_said_of_locks_where_there_are_none(tmp_path, monkeypatch):
    assert "Withheld:" not in said(opened(tmp_path, monkeypatch, "open", "variant"))
