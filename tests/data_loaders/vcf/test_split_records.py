"""Half-calls of a record that was split are read together; others stay missing, and are told.

The calls are those of P1 (XX), P2 (XY) and P3 (XX).
"""

from pathlib import Path

import pysam.bcftools
import pytest

from data_loaders.vcf.bgzf import blocks
from tests.builders import studies
from tests.builders.refusals import PEOPLE
from tests.builders.studies import Record

MARK = '##INFO=<ID=OLD_MULTIALLELIC,Number=1,Type=String,Description="Original">\n##contig'
OLD = "OLD_MULTIALLELIC=chr1:100:A/G/T"


def split(first: str, second: str, info: str = ".", alts: str = "GT") -> list[Record]:
    return [Record("chr1", 100, "A", alt, calls, info=info)
            for alt, calls in zip(alts, (first, second), strict=True)]  # fmt: skip


def ingested(
    folder: Path, records: list[Record], is_binary: bool = False, **keys: object
) -> tuple[list[tuple[int, ...]], dict[str, int]]:
    """Return n_called, an, ac, hom_alt and het of each allele, and what was told."""
    text = studies.vcf_text(list(PEOPLE), records).replace("##contig", MARK, 1)
    (folder / "calls.vcf").write_text(text)
    name = "calls.vcf"
    if is_binary:
        name = "calls.bcf"
        path = str(folder / name)
        pysam.bcftools.view("-o", path, "-Ob", str(folder / "calls.vcf"), catch_stdout=False)
    studies.ingest(studies.one_call_set(folder, [name], PEOPLE, **keys), folder / "store")
    counts = studies.counts_of(studies.stored(folder / "store"))
    told = studies.table(folder / "store", "drop_counts").select("reason", "n_dropped")
    return [row[:5] for row in counts.values()], dict(told.iter_rows())


@pytest.mark.parametrize("is_binary", [False, True])
@pytest.mark.parametrize("info", [".", OLD])
def test_two_halves_are_the_two_alleles_of_one_heterozygote(tmp_path, info, is_binary):
    """P1 is 1/2, P2 0/1 and P3 2/2 of G and T."""
    counts, told = ingested(tmp_path, split("1/. 0/1 ./.", "./1 0/. 1/1", info), is_binary)
    assert counts == [(3, 6, 2, 0, 2), (3, 6, 3, 1, 1)]
    assert told == {"joined_half_call": 4}


def test_phased_halves_stay_phased(tmp_path):
    ingested(tmp_path, split(".|1 0|0 0|0", "1|. 0|1 0|0"))
    assert studies.table(tmp_path / "store", "genotypes", call_set_id="wgs")[
        "is_phased"
    ].to_list() == [True, True]


@pytest.mark.parametrize(
    ("about", "records", "expected"),
    [
        ("both halves in one place are no two halves", split("1/. 0/0 0/0", "1/. 0/0 0/0"),
         [(2, 4, 0, 0, 0)] * 2),
        ("a half alone has no other", split("1/. 0/0 0/0", "0/. 0/0 0/0"), [(2, 4, 0, 0, 0)] * 2),
        ("a missing call beside two copies may be missing", split("1/1 0/0 0/0", "./. 0/0 0/1"),
         [(3, 6, 2, 1, 0), (2, 4, 1, 0, 1)]),
        ("one allele written in two records is a duplicate",
         split("1/. 0/0 0/0", "./1 0/0 0/0", alts="GG"), [(2, 4, 0, 0, 0)]),
    ],
)  # fmt: skip
def test_what_the_records_do_not_say_stays_missing(tmp_path, about, records, expected):
    counts, told = ingested(tmp_path, records)
    assert counts == expected
    assert "joined_half_call" not in told


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("1/1 0/0 0/0", "./. 0/0 0/1", [(3, 6, 2, 1, 0), (3, 6, 1, 0, 1)]),
        ("0/1 0/0 0/0", "0/. 0/0 0/1", [(3, 6, 1, 0, 1), (3, 6, 1, 0, 1)]),
        ("./. 0/0 0/0", "./. 0/0 0/1", [(2, 4, 0, 0, 0), (2, 4, 1, 0, 1)]),
    ],
)
def test_records_that_name_the_one_they_were_complete_each_other(tmp_path, first, second, expected):
    assert ingested(tmp_path, split(first, second, OLD))[0] == expected


def test_records_that_were_one_are_found_at_other_positions(tmp_path):
    """Each was trimmed after the split: CA>C and CA>CT are a deletion and another base."""
    old = "OLD_MULTIALLELIC=chr1:100:CA/C/CT"
    records = [
        Record("chr1", 100, "CA", "C", "1/. 0/1 0/0", info=old),
        Record("chr1", 101, "A", "T", "./1 0/. 0/1", info=old),
    ]
    assert ingested(tmp_path, records)[0] == [(3, 6, 2, 0, 2), (3, 6, 2, 0, 2)]


def test_a_call_that_is_completed_must_pass_the_rule_like_any_other(tmp_path):
    records = [
        Record("chr1", 100, "A", "G", "1/.:30 1/1:30 0/0:30", format="GT:GQ", info=OLD),
        Record("chr1", 100, "A", "T", "./1:3 ./.:3 ./.:30", format="GT:GQ", info=OLD),
    ]
    counts, told = ingested(tmp_path, records, genotype_rule={"min_gq": 20})
    assert counts == [(3, 6, 3, 1, 1), (0, 0, 0, 0, 0)]
    assert told == {"joined_half_call": 3, "low_gq": 2}


def test_a_block_never_ends_between_records_of_one_place(tmp_path, monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 128)
    lines = [
        record
        for pos in range(100, 160)
        for record in (
            Record("chr1", pos, "A", "G", "1/. 0/1 0/0"),
            Record("chr1", pos, "A", "T", "./1 0/. 0/0"),
        )
    ]
    counts, told = ingested(tmp_path, lines)
    assert told == {"joined_half_call": 180}
    assert set(counts) == {(3, 6, 2, 0, 2), (3, 6, 1, 0, 1)}


def test_what_bcftools_splits_counts_the_same(tmp_path):
    """Whole and split, with dots for the other alternates: each allele is counted alike."""
    whole = [Record("chr1", 100, "A", "G,T", "1/2 0/1 2/2"), Record("chr1", 200, "C", "G,T",
             "0/2 ./. 1/2")]  # fmt: skip
    (tmp_path / "whole.vcf").write_text(studies.vcf_text(list(PEOPLE), whole))
    tag = ("--multi-overlaps", ".", "--old-rec-tag", "OLD_REC")
    out, source = str(tmp_path / "split.vcf"), str(tmp_path / "whole.vcf")
    pysam.bcftools.norm("-m-", *tag, "-o", out, source, catch_stdout=False)
    counts = []
    for name in ("whole", "split"):
        study = studies.one_call_set(tmp_path, [f"{name}.vcf"], PEOPLE)
        studies.ingest(study, tmp_path / name)
        counts.append(studies.counts_of(studies.stored(tmp_path / name)))
    assert counts[0] == counts[1]
