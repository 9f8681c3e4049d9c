"""The three questions that Overview begins with, and the work of those who return."""

from pathlib import Path

import pytest

from straits import cohorts, queries
from straits.store import open_store
from straits.ui.address import links
from tests.builders import demo_studies, screens, tiny_store

SAID = "It is for research, not for the care of a patient"


def opened(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, list[tuple[str, str, dict[str, str]]]]:
    drawn: list[tuple[str, str, dict[str, str]]] = []

    def link(label: str, page: str, params: dict[str, str] | None = None) -> None:
        drawn.append((label, page, dict(params or {})))

    monkeypatch.setattr(links, "link", link)
    app = screens.opened("overview", store, monkeypatch)
    assert not app.exception
    return screens.said(app), drawn


def test_three_questions_each_lead_to_their_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STRAITS_STATE", str(tmp_path))
    said, drawn = opened(demo_studies.small_demo_store(), monkeypatch)
    assert SAID in said
    doors = [each for each in drawn if each[0].endswith("?")]
    assert [page for _, page, _ in doors] == ["frequencies", "variant", "pharmacogenes"]
    assert doors[0][0] == "Where do Danish and Chinese differ most?"
    assert doors[2][2] == {"g": "CYP2C19", "drug": "clopidogrel"}
    store = open_store(demo_studies.small_demo_store())
    assert queries.allele.variant(store, doors[1][2]["v"]) is not None


def test_without_diplotypes_a_gene_takes_the_third_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _, drawn = opened(tiny_store.two_sites(tmp_path / "store"), monkeypatch)
    doors = [each for each in drawn if each[0].endswith("?")]
    assert doors[2] == ("Which alleles of MCM6 make the difference?", "gene", {"g": "MCM6"})


def test_what_is_saved_stands_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STRAITS_STATE", str(tmp_path))
    store = demo_studies.small_demo_store()
    tree = cohorts.parse("sex is XX")
    monkeypatch.setenv("STRAITS_STORE", str(store))
    screens.opened("cohorts", store, monkeypatch, c=cohorts.to_link(tree))
    shelf = queries.cohorts.saved_cohorts()
    shelf.save(tree, "Women *of* both", "", "r1", 3, open_store(store).study.name)
    _, drawn = opened(store, monkeypatch)
    identity = cohorts.cohort_id(tree)
    assert ("Cohort Women \\*of\\* both", "cohorts", {"c": f"cohort:{identity}"}) in drawn
