"""A genotype rule sets calls missing by their GQ, DP and AD; what it drops is counted.

W is a woman and M a man; the calls of a row are theirs, in this order.
"""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from tests.builders import studies
from tests.builders.studies import Record

PEOPLE = {"W": "XX", "M": "XY"}
FORMAT = "GT:AD:DP:GQ"

# What the row is about; contig, pos, ref, alt; calls as GT:AD:DP:GQ; whose calls are kept by
# gnomad_adj: GQ >= 20, DP >= 10 (5 where haploid), each allele of a heterozygote >= 0.2 of DP.
ADJ = [
    ("GQ of 20 is enough", "chr1 100 A G", "0/1:10,10:20:20 0/1:10,10:20:19", "W"),
    ("so for the reference", "chr1 200 A G", "0/0:20,0:20:20 0/0:20,0:20:19", "W"),
    ("DP of 10 is enough", "chr1 300 A G", "1/1:0,10:10:99 1/1:0,9:9:99", "W"),
    ("a fifth of the reads is enough", "chr1 400 A G", "0/1:8,2:10:99 0/1:17,3:20:99", "W"),
    ("few reads of the reference are kept", "chr1 500 A G", "0/1:1,19:20:99 0/1:3,17:20:99", "WM"),
    ("homozygotes have no balance", "chr1 600 A G", "1/1:20,0:20:99 0/0:0,20:20:99", "WM"),
    ("reads of neither allele count in DP", "chr1 700 A G", "0/1:5,4:20:99 0/1:5,3:20:99", "W"),
    ("both alleles of 1/2 need a fifth", "chr1 800 A G,T",
     "1/2:0,5,15:20:99 1/2:0,3,17:20:99", "W"),
    ("haploid DP of 5 is enough", "chrX 3000100 A G", "0/1:10,10:20:99 1:0,5:5:99", "WM"),
    ("haploid DP of 4 is not", "chrX 3000200 A G", "0/1:10,10:20:99 1:0,4:4:99", "W"),
    ("GQ counts for haploid calls too", "chrX 3000400 A G", "0/1:10,10:20:99 1:0,9:9:19", "W"),
    ("a woman on X needs 10 reads", "chrX 3000500 A G", "0/1:4,5:9:99 1:0,9:9:99", "M"),
    ("a missing call is not dropped", "chr1 900 A G", "0/1:10,10:20:99 ./.:0,0:0:0", "W"),
]  # fmt: skip

# What M's GQ is written as, and whether it is 20 or more.
QUALITIES = [
    ("20", True), ("20.0", True), ("2e1", True), ("+20", False), ("0.2E+02", True),
    ("200e-1", True), (".2e2", True), ("20.", True), ("19.99999", False), ("1.9e1", False),
    ("2e-5", False), ("-20", False), ("-1", False), ("20x", False), ("2e", False),
    ("1e400", True), ("nan", False),
]  # fmt: skip


def _written(records: list[Record]) -> str:
    return studies.vcf_text(list(PEOPLE), studies.in_order(records))


@pytest.fixture
def kept(tmp_path: Path) -> Callable[..., dict[str, tuple[int, ...]]]:
    """Return a function that ingests one row under a rule and gives n_called, an and ac."""

    def ingested(rule: object, calls: str, fields: str = FORMAT) -> dict[str, tuple[int, ...]]:
        record = Record("chr1", 100, "A", "G", calls, format=fields)
        (tmp_path / "calls.vcf").write_text(_written([record]))
        study = studies.one_call_set(tmp_path, ["calls.vcf"], PEOPLE, genotype_rule=rule)
        studies.ingest(study, tmp_path / "store")
        counts = studies.counts_of(studies.stored(tmp_path / "store"))
        return counts["chr1-100-A-G"][:3]

    return ingested


@pytest.fixture(scope="module")
def adj(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("adj")
    records = [studies.record(place, calls, format=FORMAT) for _, place, calls, _ in ADJ]
    (folder / "calls.vcf").write_text(_written(records))
    keys = {"genotype_rule": "gnomad_adj"}
    studies.ingest(studies.one_call_set(folder, ["calls.vcf"], PEOPLE, **keys), folder / "store")
    return folder / "store"


@pytest.mark.parametrize(("about", "place", "calls", "people"), ADJ, ids=[row[0] for row in ADJ])
def test_gnomad_adj_keeps_the_calls_that_gnomad_keeps(adj, about, place, calls, people):
    sexes = {"W": "XX", "M": "XY"}
    contig, pos, *_ = place.split()
    for person, sex in sexes.items():
        of_sex = studies.stored(adj, sex=sex).filter(
            pl.col("contig") == contig, pl.col("pos") == int(pos)
        )
        assert set(of_sex["n_called"]) == {int(person in people)}, person


def test_what_a_rule_drops_is_counted_by_reason(adj):
    dropped = studies.table(adj, "drop_counts").filter(pl.col("kind") == "call")
    counts = dict(dropped.select("reason", "n_dropped").iter_rows())
    # One call has a low GQ at chr1:100, chr1:200 and chrX:3000400; a low DP at chr1:300,
    # chrX:3000200 and chrX:3000500; an uneven AD at chr1:400, chr1:700 and chr1:800.
    assert counts == {"low_gq": 3, "low_dp": 3, "allele_balance": 3}


def test_the_rule_is_told(adj):
    assert studies.table(adj, "call_sets")["genotype_rule"].to_list() == ["gnomad_adj"]


@pytest.mark.parametrize(
    ("about", "rule", "calls", "expected"),
    [
        ("no rule keeps all", "none", "0/1:0,1:1:0 1/1:0,1:1:0", (2, 4, 3)),
        ("the limit itself is enough", {"min_gq": 30}, "0/1:9,9:18:30 1/1:0,9:9:29", (1, 2, 1)),
        ("DP alone", {"min_dp": 8}, "0/1:4,4:8:0 1/1:0,7:7:0", (1, 2, 1)),
        ("balance has an upper end", {"het_ab": [0.25, 0.75]},
         "0/1:5,15:20:0 0/1:4,16:20:0", (1, 2, 1)),
        ("balance has a lower end", {"het_ab": [0.25, 0.75]},
         "0/1:15,5:20:0 0/1:16,4:20:0", (1, 2, 1)),
        ("balance leaves homozygotes", {"het_ab": [0.25, 0.75]},
         "0/0:10,10:20:0 1/1:0,20:20:0", (2, 4, 2)),
        ("every limit must hold", {"min_gq": 20, "min_dp": 10},
         "0/1:9,9:18:19 1/1:0,9:9:20", (0, 0, 0)),
    ],
)  # fmt: skip
def test_limits_of_a_study(kept, about, rule, calls, expected):
    assert kept(rule, calls) == expected


@pytest.fixture(scope="module")
def of_qualities(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, ...]]:
    """Ingest a row for each of QUALITIES in one study; returns n_called, an and ac of each."""
    folder = tmp_path_factory.mktemp("qualities")
    records = [
        Record("chr1", 100 * number, "A", "G", f"0/1:9,9:18:20 1/1:0,9:9:{gq}", format=FORMAT)
        for number, (gq, _) in enumerate(QUALITIES, 1)
    ]
    (folder / "calls.vcf").write_text(_written(records))
    keys = {"genotype_rule": {"min_gq": 20}}
    studies.ingest(studies.one_call_set(folder, ["calls.vcf"], PEOPLE, **keys), folder / "store")
    counts = studies.counts_of(studies.stored(folder / "store"))
    return [counts[f"chr1-{record.pos}-A-G"][:3] for record in records]


@pytest.mark.parametrize(
    ("row", "gq", "is_kept"), [(row, *quality) for row, quality in enumerate(QUALITIES)]
)
def test_a_quality_is_the_number_that_is_written(of_qualities, row, gq, is_kept):
    """W has GQ 20 and a copy, M what the row says and two."""
    assert of_qualities[row] == ((2, 4, 3) if is_kept else (1, 2, 1)), gq


def test_what_is_no_number_is_kept_where_an_absent_value_is(kept):
    rule = {"min_gq": 20, "when_absent": "keep"}
    assert kept(rule, "0/1:9,9:18:-1 1/1:0,9:9:nan") == (1, 2, 2)


def test_depths_with_decimals_make_the_balance(kept):
    """A fifth of 1e1 reads is 2.0; 1.9 are fewer."""
    rule = {"het_ab": [0.2, 0.8]}
    assert kept(rule, "0/1:8.0,2.0:1e1:99 0/1:8.1,1.9:10.0:99") == (1, 2, 1)


@pytest.mark.parametrize("fields", ["GQ:DP:AD:GT", "DP:GT:AD:GQ"])
def test_fields_are_found_wherever_they_stand(kept, fields):
    """W is 0/1 with GQ 30, M is 1/1 with GQ 29."""
    people = [
        {"GT": "0/1", "AD": "9,9", "DP": "18", "GQ": "30"},
        {"GT": "1/1", "AD": "0,9", "DP": "9", "GQ": "29"},
    ]
    calls = " ".join(":".join(person[field] for field in fields.split(":")) for person in people)
    assert kept({"min_gq": 30}, calls, fields) == (1, 2, 1)


def test_a_file_without_the_fields_is_kept_when_the_study_says_so(kept):
    assert kept({"min_gq": 30, "when_absent": "keep"}, "0/1 1/1", "GT") == (2, 4, 3)


def test_a_file_without_the_fields_is_an_error_otherwise(tmp_path):
    (tmp_path / "calls.vcf").write_text(_written([Record("chr1", 100, "A", "G", "0/1 1/1")]))
    keys = {"genotype_rule": {"min_gq": 30}}
    study = studies.one_call_set(tmp_path, ["calls.vcf"], PEOPLE, **keys)
    done = studies.command("ingest", study, "--store", tmp_path / "store")
    assert done.returncode == 2
    assert "GQ" in done.stderr
    assert "calls.vcf" in done.stderr
    assert "when_absent" in done.stderr
