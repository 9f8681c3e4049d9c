"""Of records with the same normalised allele one is kept: PASS, else most called, else first.

The calls are those of P1, P2, P3 and P4.
"""

from pathlib import Path

import polars as pl
import pytest

from tests.builders import studies
from tests.builders.studies import Record

PEOPLE = {"P1": "", "P2": "", "P3": "", "P4": ""}

# What the records share; the records in file order; the counts that are left.
CASES = [
    ("PASS wins over more calls",
     [Record("chr1", 100, "A", "G", "1/1 1/1 1/1 1/1", filter="LowQual"),
      Record("chr1", 100, "A", "G", "0/1 0/0 ./. ./.")],
     {"chr1-100-A-G": (2, 4, 1, 0, 1, 0)}),
    ("PASS wins when it comes first, too",
     [Record("chr1", 200, "A", "G", "0/1 0/0 ./. ./."),
      Record("chr1", 200, "A", "G", "1/1 1/1 1/1 1/1", filter="LowQual")],
     {"chr1-200-A-G": (2, 4, 1, 0, 1, 0)}),
    ("of two that pass the most called wins",
     [Record("chr1", 300, "A", "G", "1/1 ./. ./. 1/1"),
      Record("chr1", 300, "A", "G", "0/1 0/0 0/0 ./.")],
     {"chr1-300-A-G": (3, 6, 1, 0, 1, 0)}),
    ("of two that fail the most called wins",
     [Record("chr1", 400, "A", "G", "1/1 ./. ./. 1/1", filter="LowQual"),
      Record("chr1", 400, "A", "G", "0/1 0/0 0/0 ./.", filter="LowQual")],
     {"chr1-400-A-G": (3, 6, 1, 0, 1, 0)}),
    ("of two alike the first wins",
     [Record("chr1", 500, "A", "G", "0/1 0/0 0/0 0/0"),
      Record("chr1", 500, "A", "G", "1/1 1/1 0/0 0/0")],
     {"chr1-500-A-G": (4, 8, 1, 0, 1, 0)}),
    ("of three the middle one may win",
     [Record("chr1", 600, "A", "G", "1/1 ./. ./. ./."),
      Record("chr1", 600, "A", "G", "0/1 0/0 0/0 0/0"),
      Record("chr1", 600, "A", "G", "1/1 1/1 ./. ./.")],
     {"chr1-600-A-G": (4, 8, 1, 0, 1, 0)}),
    ("they are the same once they are trimmed",
     [Record("chr1", 700, "CAT", "CGT", "0/1 0/0 0/0 0/0"),
      Record("chr1", 701, "A", "G", "1/1 1/1 1/1 ./.")],
     {"chr1-701-A-G": (4, 8, 1, 0, 1, 0)}),
    ("one allele of several may be a duplicate, the others stay",
     [Record("chr1", 800, "A", "G,T", "1/2 ./. ./. ./."),
      Record("chr1", 800, "A", "G", "0/1 0/0 0/0 0/1")],
     {"chr1-800-A-G": (4, 8, 2, 0, 2, 0), "chr1-800-A-T": (1, 2, 1, 0, 1, 0)}),
    ("two alleles at one position are not duplicates",
     [Record("chr1", 900, "A", "G", "0/1 0/0 0/0 0/0"),
      Record("chr1", 900, "A", "T", "0/0 0/1 0/1 0/0"),
      Record("chr1", 900, "AC", "A", "0/0 0/0 0/0 1/1")],
     {"chr1-900-A-G": (4, 8, 1, 0, 1, 0), "chr1-900-A-T": (4, 8, 2, 0, 2, 0),
      "chr1-900-AC-A": (4, 8, 2, 1, 0, 0)}),
    ("the same positions on another contig are not duplicates",
     [Record("chr2", 900, "A", "G", "1/1 0/0 0/0 0/0")],
     {"chr2-900-A-G": (4, 8, 2, 1, 0, 0)}),
    ("a record in between does not hide a duplicate",
     [Record("chr3", 100, "CAAAAAAAAAT", "CAAAAAAAAAG", "0/1 0/0 0/0 0/0"),
      Record("chr3", 105, "C", "G", "0/0 0/0 0/1 0/0"),
      Record("chr3", 110, "T", "G", "1/1 1/1 1/1 ./.")],
     {"chr3-110-T-G": (4, 8, 1, 0, 1, 0), "chr3-105-C-G": (4, 8, 1, 0, 1, 0)}),
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("duplicates")
    records = studies.in_order(record for _, records, _ in CASES for record in records)
    (folder / "calls.vcf").write_text(studies.vcf_text(list(PEOPLE), records))
    studies.ingest(studies.one_call_set(folder, ["calls.vcf"], PEOPLE), folder / "store")
    return folder / "store"


@pytest.mark.parametrize(
    ("about", "records", "expected"), CASES, ids=[about for about, *_ in CASES]
)
def test_one_record_of_each_allele_is_kept(store, about, records, expected):
    counts = studies.counts_of(studies.stored(store))
    assert {key: counts.get(key) for key in expected} == expected


def test_losers_are_listed_with_the_reason(store):
    losers = studies.table(store, "dropped_records").filter(
        pl.col("reason").str.contains("duplicate")
    )
    # One of each pair, two of the three at 600.
    expected = {("chr1", pos) for pos in (100, 200, 300, 400, 500, 600, 701, 800)}
    expected |= {("chr3", 110)}
    assert losers.height == 10
    places = set(losers.select("contig", "pos").iter_rows())
    assert places == expected


def test_filter_of_the_winner_is_kept(store):
    alleles = studies.table(store, "alleles")
    states = studies.table(store, "allele_states", call_set_id=studies.CALL_SET)
    filters = dict(zip(alleles["variant_id"], states["filter"], strict=True))
    assert filters["chr1-100-A-G"] == "PASS"
    assert filters["chr1-400-A-G"] == "LowQual"


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("names", [("a.vcf", "b.vcf"), ("b.vcf", "a.vcf")])
def test_a_duplicate_in_another_file_of_the_call_set_is_one_too(tmp_path, jobs, names):
    passing, failing = names
    (tmp_path / passing).write_text(
        studies.vcf_text(list(PEOPLE), [Record("chr1", 100, "A", "G", "0/1 0/0 ./. ./.")])
    )
    (tmp_path / failing).write_text(
        studies.vcf_text(
            list(PEOPLE),
            [
                Record("chr1", 100, "A", "G", "1/1 1/1 1/1 1/1", filter="LowQual"),
                Record("chr1", 150, "A", "G", "1/1 1/1 1/1 1/1"),
            ],
        )
    )
    study = studies.one_call_set(tmp_path, ["a.vcf", "b.vcf"], PEOPLE)
    studies.ingest(study, tmp_path / "store", jobs=jobs)
    assert studies.counts_of(studies.stored(tmp_path / "store")) == {
        "chr1-100-A-G": (2, 4, 1, 0, 1, 0),
        "chr1-150-A-G": (4, 8, 8, 4, 0, 0),
    }
