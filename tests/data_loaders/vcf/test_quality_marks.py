"""FT, R2 and PR are told where they are counted, and obeyed where a call set asks.

The calls are those of P1 (XX), P2 (XY) and P3 (XX).
"""

from pathlib import Path

import pysam.bcftools
import pytest

from tests.builders import studies
from tests.builders.refusals import PEOPLE, assert_refused
from tests.builders.studies import Record

MARKS = """\
##FORMAT=<ID=FT,Number=1,Type=String,Description="Filter">
##INFO=<ID=R2,Number=1,Type=Float,Description="Imputation quality">
##INFO=<ID=PR,Number=0,Type=Flag,Description="Provisional reference allele">
##contig=<ID=chr1>"""
FT = Record("chr1", 100, "A", "G", "0/1:PASS:9 1/1:LowGQ:9 0/0:.:9", format="GT:FT:DP")
FT_MISSING = Record("chr1", 200, "A", "G", "0/1 ./.:LowGQ 0/0:LowGQ;LowDP", format="GT:FT")
NO_FT = Record("chr1", 300, "A", "G", "0/1 0/1 0/0")
R2 = [
    Record("chr1", 100, "A", "G", "0/1 1/1 0/0", info="AF=0.5;R2=0.29"),
    Record("chr1", 200, "A", "G,T", "0/1 1/2 0/0", info="R2=0.95,2e-1"),
    Record("chr1", 300, "A", "G", "0/1 1/1 0/0", info="AF=0.1"),
    Record("chr1", 400, "A", "G", "0/1 1/1 0/0", info="R2=0.8;PR"),
]


def written(folder: Path, records: list[Record], is_binary: bool = False, **keys: object) -> Path:
    text = studies.vcf_text(list(PEOPLE), records).replace("##contig=<ID=chr1>", MARKS)
    (folder / "calls.vcf").write_text(text)
    name = "calls.vcf"
    if is_binary:
        name = "calls.bcf"
        path = str(folder / name)
        pysam.bcftools.view("-o", path, "-Ob", str(folder / "calls.vcf"), catch_stdout=False)
    return studies.one_call_set(folder, [name], PEOPLE, **keys)


def ingested(study: Path) -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[int, bool]]]:
    """Return n_called, an and ac by allele, and what was told: number and whether it was kept."""
    store = study.parent / "store"
    studies.ingest(study, store)
    counts = studies.counts_of(studies.stored(store))
    told = studies.table(store, "drop_counts").select("reason", "n_dropped", "is_noted")
    numbers = {reason: (n, noted) for reason, n, noted in told.iter_rows()}
    return {allele: row[:3] for allele, row in counts.items()}, numbers


@pytest.mark.parametrize("is_binary", [False, True])
def test_calls_that_ft_fails_are_told(tmp_path, is_binary):
    counts, told = ingested(written(tmp_path, [FT, FT_MISSING, NO_FT], is_binary))
    assert counts["chr1-100-A-G"] == (3, 6, 3)
    assert told == {"ft_not_pass_kept": (2, True)}


@pytest.mark.parametrize("is_binary", [False, True])
@pytest.mark.parametrize("ft", ["pass", "PASS"])
def test_calls_that_ft_fails_are_missing_where_the_rule_asks(tmp_path, is_binary, ft):
    study = written(tmp_path, [FT, FT_MISSING, NO_FT], is_binary, genotype_rule={"ft": ft})
    counts, told = ingested(study)
    assert counts == {
        "chr1-100-A-G": (2, 4, 1),
        "chr1-200-A-G": (1, 2, 1),
        "chr1-300-A-G": (3, 6, 2),
    }
    assert told == {"ft_not_pass": (2, False)}


def test_ft_and_limits_hold_together(tmp_path):
    study = written(tmp_path, [FT], genotype_rule={"ft": "pass", "min_dp": 10})
    counts, told = ingested(study)
    assert counts == {"chr1-100-A-G": (0, 0, 0)}
    assert told == {"ft_not_pass": (1, False), "low_dp": (2, False)}


@pytest.mark.parametrize("is_binary", [False, True])
def test_poor_imputation_and_provisional_ref_are_told(tmp_path, is_binary):
    counts, told = ingested(written(tmp_path, R2, is_binary))
    assert len(counts) == 5
    # R2 of chr1:100, and of the second allele of chr1:200.
    assert told == {"poor_r2": (2, True), "provisional_reference": (1, True)}


@pytest.mark.parametrize("is_binary", [False, True])
def test_alleles_below_min_r2_are_left_out_and_told(tmp_path, is_binary):
    counts, told = ingested(written(tmp_path, R2[:3], is_binary, min_r2=0.8))
    # P2 is 1/2 at chr1:200: the allele that is left out is called all the same.
    assert counts == {"chr1-200-A-G": (3, 6, 2), "chr1-300-A-G": (3, 6, 3)}
    assert told == {"low_r2": (2, False)}
    table = studies.table(tmp_path / "store", "call_sets")
    assert table["genotype_rule"].to_list() == ["min_r2 0.8"]


@pytest.mark.parametrize("key", ["DR2", "AR2", "INFO"])
def test_r2_is_known_by_the_names_of_other_programs(tmp_path, key):
    study = written(tmp_path, R2[:1], min_r2=0.2)
    text = (tmp_path / "calls.vcf").read_text()
    (tmp_path / "calls.vcf").write_text(text.replace("=R2,", f"={key},").replace("R2=", f"{key}="))
    assert ingested(study)[1] == {"poor_r2": (1, True)}


def test_a_reference_settles_what_plink_left_open(tmp_path):
    (tmp_path / "ref.fa").write_text(f">chr1\n{'A' * 500}\n")
    _, told = ingested(written(tmp_path, R2[3:], reference="ref.fa"))
    assert told == {}


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"min_r2": 0.8}, ("calls.vcf", "asks for `min_r2: 0.8`", "none of DR2, R2")),
        ({"genotype_rule": {"ft": "pass"}}, ("calls.vcf", "`ft: pass`", "no FT", "when_absent")),
        ({"min_r2": 80}, ("min_r2", "80")),
        ({"genotype_rule": {"ft": "fail"}}, ("ft", "pass", "fail")),
        ({"genotype_rule": {"min_r2": 0.8}}, ("put `min_r2` into the call set",)),
    ],
)
def test_what_cannot_be_obeyed_is_refused(tmp_path, keys, words):
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(list(PEOPLE), [NO_FT]))
    study = studies.one_call_set(tmp_path, ["calls.vcf"], PEOPLE, **keys)
    assert_refused(study, tmp_path / "store", words)


def test_a_file_without_ft_is_kept_where_the_rule_says_so(tmp_path):
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(list(PEOPLE), [NO_FT]))
    rule = {"ft": "pass", "when_absent": "keep"}
    study = studies.one_call_set(tmp_path, ["calls.vcf"], PEOPLE, genotype_rule=rule)
    assert ingested(study)[0] == {"chr1-300-A-G": (3, 6, 2)}
