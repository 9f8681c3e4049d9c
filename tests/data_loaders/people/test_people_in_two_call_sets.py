"""A person in two call sets is counted in the preferred one only."""

from pathlib import Path

import polars as pl
import pytest

from tests.builders import studies
from tests.builders.studies import Record

PEOPLE = {"P1": "XX", "P2": "XY", "P3": "XX"}


def _write(folder: Path, preferred: str, sheet: list[dict[str, str]], **samples: str) -> Path:
    """Wgs has the samples P1 and P2, array has P1 (or the sheet's other name for P1) and P3."""
    second = sheet[-1]["sample"]
    (folder / "wgs.vcf").write_text(
        studies.vcf_text(["P1", "P2"], [Record("chr1", 100, "A", "G", "0/1 1/1")])
    )
    (folder / "array.vcf").write_text(
        studies.vcf_text([second, "P3"], [Record("chr1", 100, "A", "G", "0/0 0/1")])
    )
    studies.write_sheet(folder / "sheet.csv", sheet)
    call_sets = [
        {"id": name, "files": f"{name}.vcf", **({"preferred": True} if name == preferred else {})}
        for name in ("wgs", "array")
    ]
    columns = {"file": "sheet.csv", "id": "sample", "sex": "sex", **samples}
    site = {"id": "here", "samples": columns, "call_sets": call_sets}
    study = {"name": "Two", "build": "GRCh38", "profile": "open", "sites": [site]}
    return studies.write_study(folder, study)


@pytest.mark.parametrize(
    ("preferred", "expected"),
    [
        ("wgs", {"wgs": (2, 4, 3, 1, 1, 0), "array": (1, 2, 1, 0, 1, 0)}),
        ("array", {"wgs": (1, 2, 2, 1, 0, 0), "array": (2, 4, 1, 0, 1, 0)}),
    ],
)
@pytest.mark.parametrize("is_renamed", [False, True])
def test_a_person_is_counted_once(tmp_path, preferred, expected, is_renamed):
    """P1 is either in both files under one name, or is the person of the sample P1b as well."""
    rows = [{"sample": who, "sex": sex, "person": who} for who, sex in PEOPLE.items()]
    if is_renamed:
        rows.append({"sample": "P1b", "sex": "XX", "person": "P1"})
    else:
        rows.append(rows.pop(0))
    study = _write(tmp_path, preferred, rows, person="person")
    studies.ingest(study, tmp_path / "store")
    found = {
        call_set: studies.counts_of(studies.stored(tmp_path / "store", call_set))["chr1-100-A-G"]
        for call_set in expected
    }
    assert found == expected
    sizes = studies.table(tmp_path / "store", "group_sizes")
    assert sizes.filter(pl.col("grouping") == "everyone")["n_people"].sum() == 3


def test_a_call_set_in_which_nobody_counts_is_read_all_the_same(tmp_path):
    """An exome of people who have genomes: its alleles are known, and nobody is counted twice."""
    write = studies.vcf_text
    (tmp_path / "wgs.vcf").write_text(
        write(["P1", "P2"], [Record("chr1", 100, "A", "G", "0/1 1/1")])
    )
    (tmp_path / "wes.vcf").write_text(write(["P1"], [Record("chr1", 200, "C", "T", "0/1")]))
    studies.write_sheet(tmp_path / "sheet.csv", [{"sample": "P1"}, {"sample": "P2"}])
    call_sets = [{"id": "wgs", "files": "wgs.vcf", "preferred": True}]
    call_sets += [{"id": "wes", "files": "wes.vcf"}]
    site = {"id": "here", "samples": {"file": "sheet.csv"}, "call_sets": call_sets}
    study = {"name": "Two", "build": "GRCh38", "profile": "open", "sites": [site]}
    studies.ingest(studies.write_study(tmp_path, study), tmp_path / "store")
    counts = studies.counts_of(studies.stored(tmp_path / "store", "wgs"))
    assert counts["chr1-100-A-G"] == (2, 4, 3, 1, 1, 0)
    sizes = studies.table(tmp_path / "store", "group_sizes")
    assert sizes.filter(pl.col("grouping") == "everyone")["n_people"].sum() == 2
    asked = ("--region", "chr1:1-999", "--by", "call_set", "--format", "csv")
    done = studies.command("frequencies", "--store", tmp_path / "store", *asked)
    assert done.returncode == 0, done.stderr
    assert "chr1-100-A-G" in done.stdout


def test_an_id_at_two_sites_is_noted(tmp_path):
    sites = []
    for name, samples in (("north", ["P1", "P2"]), ("south", ["P2", "P3"])):
        text = studies.vcf_text(samples, [Record("chr1", 100, "A", "G", "0/1 1/1")])
        (tmp_path / f"{name}.vcf").write_text(text)
        studies.write_sheet(tmp_path / f"{name}.csv", [{"sample": sample} for sample in samples])
        call_sets = [{"files": f"{name}.vcf"}]
        sites.append({"id": name, "samples": {"file": f"{name}.csv"}, "call_sets": call_sets})
    study = {"name": "Two", "build": "GRCh38", "profile": "open", "sites": sites}
    printed = studies.ingest(studies.write_study(tmp_path, study), tmp_path / "store")
    assert "another site" in printed
    assert "P2" in printed
    noted = studies.table(tmp_path / "store", "drop_counts").filter("is_noted")
    assert noted.select("call_set_id", "n_dropped").rows() == [("south", 1)]
    sizes = studies.table(tmp_path / "store", "group_sizes")
    assert sizes.filter(pl.col("grouping") == "everyone")["n_people"].sum() == 4
