"""Which groups GroupMax counts: those that the study does not keep out; it says why."""

from pathlib import Path

import pytest
from scipy.stats import gamma

from straits import queries
from straits.queries.allele import variant_statistics
from straits.store import open_store
from straits.ui.words import numbers
from tests.builders import screens, studies
from tests.builders.screens import said

# Ten people of each group; copies of the allele: 4 of 20 in A, 12 of 20 in Founder.
PEOPLE = [f"S{number:02d}" for number in range(20)]
GENOTYPES = ["0/1"] * 4 + ["0/0"] * 6 + ["1/1"] * 4 + ["0/1"] * 4 + ["0/0"] * 2


def written(folder: Path, left_out: list[str]) -> Path:
    record = studies.record("chr1 100 A G", " ".join(GENOTYPES))
    (folder / "calls.vcf").write_text(studies.vcf_text(PEOPLE, [record]))
    study = studies.one_call_set(
        folder,
        ["calls.vcf"],
        dict.fromkeys(PEOPLE, "XX"),
        groupings={"grp": {"not_in_group_max": left_out}},
        profile="open",
    )
    rows = [
        {"sample": name, "sex": "XX", "grp": "A" if at < 10 else "Founder"}
        for at, name in enumerate(PEOPLE)
    ]
    studies.write_sheet(folder / "sheet.csv", rows)
    studies.ingest(study, folder / "store")
    return folder / "store"


@pytest.mark.parametrize(("left_out", "ac", "group"), [([], 12, "Founder"), (["Founder"], 4, "A")])
def test_a_group_that_the_study_keeps_out_is_not_the_highest(
    tmp_path: Path, left_out: list[str], ac: int, group: str
) -> None:
    store = open_store(written(tmp_path, left_out))
    rows = queries.allele.variant_frequencies(store, "chr1-100-A-G", groupings=("grp",))
    outside = variant_statistics.outside_group_max(store, "grp")
    assert outside == frozenset(left_out)
    pooled = variant_statistics.pooled_groups(rows)
    found = variant_statistics.group_max(pooled, outside)
    assert found.group == group
    assert found.faf95 == pytest.approx(gamma.ppf(0.05, ac) / 20)
    assert found.excluded == tuple((name, "by the study file") for name in left_out)
    assert found.n_eligible == 2 - len(left_out)


def test_the_page_of_a_variant_says_who_was_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = written(tmp_path, ["Founder"])
    text = said(screens.opened("variant", store, monkeypatch, v="chr1-100-A-G"))
    assert f"**{numbers.frequency(gamma.ppf(0.05, 4) / 20)}**" in text
    assert "in A; of 1 group, Founder excluded (by the study file)" in text


def test_a_misspelt_group_is_refused_and_not_counted_in_silence(tmp_path: Path) -> None:
    with pytest.raises(
        AssertionError, match=r"'Fouder' of grp \(did you mean `Founder`\?\)"
    ) as why:
        written(tmp_path, ["Fouder"])
    assert "study.yaml:7" in str(why.value)
    assert "read 1 records" not in str(why.value)  # said before any file is read
