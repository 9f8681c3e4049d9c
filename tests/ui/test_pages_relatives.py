"""What captions say of relatives who were looked for, and of people in two call sets."""

from pathlib import Path

import pytest

from tests.builders import screens, studies
from tests.builders.screens import said
from tests.builders.studies import Record

ONCE = "Each person counts once: of people in two call sets, 1 sample is not counted here."


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sites that share ids: P2 is at both, P1 is the mother of P3, P4 a sister of P5."""
    folder = tmp_path_factory.mktemp("shared")
    sites = []
    for name, people in (("north", ("P1", "P2", "P3")), ("south", ("P2", "P4", "P5"))):
        calls = Record("chr2", 135_851_076, "G", "A", "0/1 1/1 0/0")
        (folder / f"{name}.vcf").write_text(studies.vcf_text(people, [calls]))
        rows = [
            {
                "sample": person,
                "g": "ab"[number % 2],
                "mother": "P1" if person == "P3" else "",
                "sisters": "P5" if person == "P4" else "",
            }
            for number, person in enumerate(people)
        ]
        studies.write_sheet(folder / f"{name}.csv", rows)
        samples = {"file": f"{name}.csv", "mother": "mother", "relatives": {"siblings": "sisters"}}
        call_set = {"files": f"{name}.vcf", "preferred": name == "north"}
        sites.append({"id": name, "samples": samples, "call_sets": [call_set]})
    study = {"name": "Two", "build": "GRCh38", "profile": "open", "groupings": {"g": {}}}
    written = studies.write_study(folder, study | {"shared_ids": True, "sites": sites})
    studies.ingest(written, folder / "store")
    return folder / "store"


@pytest.mark.parametrize(
    ("a", "b", "counts_once"),
    [
        ("group:g/a", "group:g/b", True),  # pooled over both
        ("group:g/a@north", "group:g/b@north", False),  # where everybody counts who is there
        ("group:g/a@north", "group:g/b@south", True),
    ],
)
def test_a_caption_says_who_was_looked_for_and_how_many_count_elsewhere(
    store: Path, monkeypatch: pytest.MonkeyPatch, a: str, b: str, counts_once: bool
) -> None:
    text = said(screens.opened("frequencies", store, monkeypatch, a=a, b=b))
    looked_for = "parents, siblings at north; siblings at south"
    assert f"relatives left out (looked for: {looked_for})" in text
    assert (ONCE in text) == counts_once


def test_the_page_of_a_variant_says_so_too(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = said(screens.opened("variant", store, monkeypatch, v="chr2-135851076-G-A"))
    assert "relatives left out (looked for: parents, siblings at north" in text
    assert ONCE in text
