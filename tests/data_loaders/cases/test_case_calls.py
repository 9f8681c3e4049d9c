"""Genotype files that quietly changed who was counted: each with its right value."""

import polars as pl
import pytest

from tests.builders import studies
from tests.builders.refusals import said
from tests.data_loaders.cases import case_studies
from tests.data_loaders.cases.case_studies import counts

CYP2C19_2 = "chr10-94781859-G-A"


@pytest.mark.parametrize("file", ["calls.bcf", "calls.vcf"])
def test_a_rule_acts_alike_on_vcf_and_bcf(shared_data, tmp_path, file):
    """GQ is a Float: 5.5, 30.5, 3.2 and 99.9; two are 20 or more."""
    study = case_studies.changed(
        shared_data, "64-bcf-float-gq-keep", tmp_path,
        study_yaml=lambda text: text.replace("calls.bcf", file),
    )  # fmt: skip
    studies.ingest(study, tmp_path / "store")
    expected = {(CYP2C19_2, "Malay"): (1, 2), (CYP2C19_2, "Chinese"): (0, 2)}
    assert counts(tmp_path / "store", "ethnic_group") == expected


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        # 19.9 and 3.2e-05 are below 20; 20.0 (0/1) and 1.6e+02 (1/1) are not.
        ("10-gq-float", (3, 4)),
        # 9.5e-05 and 4.99 are below 5; 5 (0/1) and 1e2 (1/1) are not.
        ("10b-gq-sci-small", (3, 4)),
    ],
)
def test_decimal_values_of_a_call_are_read_as_numbers(shared_data, tmp_path, case, expected):
    store = case_studies.ingested(shared_data, case, tmp_path)
    assert counts(store) == {(CYP2C19_2, "everyone"): expected}


def test_consequences_without_allele_are_those_of_the_only_one(shared_data, tmp_path):
    store = case_studies.ingested(shared_data, "50a-csq-gemini-fields", tmp_path)
    told = studies.table(store, "consequences").filter(source="VEP")
    assert told.select("gene_symbol", "consequence").rows() == [("CYP2C19", "synonymous_variant")]


def test_a_file_of_another_caller_without_allele_in_csq_is_ingested(shared_data, tmp_path):
    store = case_studies.ingested(shared_data, "48-cyvcf2-hemi", tmp_path)
    assert studies.table(store, "consequences").height > 0


def test_an_allele_that_is_written_twice_or_is_ref_is_counted_as_what_it_is(shared_data, tmp_path):
    store = case_studies.ingested(shared_data, "09-ref-equals-alt", tmp_path)
    alleles = {(CYP2C19_2, "everyone"): (4, 8), ("chr10-94781900-C-T", "everyone"): (4, 8)}
    assert counts(store) == alleles
    told = studies.table(store, "drop_counts").select("reason", "n_dropped")
    assert told.rows() == [("same_as_reference", 2), ("written_twice", 1)]


def test_a_build_that_only_the_contig_lines_name_is_refused(shared_data, tmp_path):
    study = case_studies.study(shared_data, "41-assembly-attribute")
    done = studies.command("ingest", study, "--store", tmp_path / "store")
    assert done.returncode == 2
    assert "was not called on GRCh37" in said(done.stderr)
    assert "assembly=GRCh38.p14" in said(done.stderr)


def test_a_contig_without_a_header_line_is_known_by_its_name(shared_data, tmp_path):
    """23 is X: a man's one copy counts once."""
    store = case_studies.ingested(shared_data, "11c-23-undeclared", tmp_path)
    assert counts(store)["chrX-50000000-A-G", "everyone"] == (2, 6)


@pytest.mark.parametrize("contig", ["XY", "PAR1", "25"])
def test_the_pseudo_autosomal_part_of_x_has_two_copies_in_everyone(shared_data, tmp_path, contig):
    study = case_studies.changed(
        shared_data, "11c-23-undeclared", tmp_path,
        calls_vcf=lambda text: text.replace("23\t50000000", f"{contig}\t2000000"),
    )  # fmt: skip
    studies.ingest(study, tmp_path / "store")
    assert counts(tmp_path / "store")["chrX-2000000-A-G", "everyone"] == (3, 8)


def test_the_record_that_is_most_called_counts_as_the_documents_say(shared_data, tmp_path):
    store = case_studies.ingested(shared_data, "58-duplicate-first", tmp_path)
    assert counts(store) == {(CYP2C19_2, "everyone"): (5, 8)}


@pytest.mark.parametrize(
    ("rsid", "place"),
    [
        ("rs999001", "chr10-94781859-G-A"),
        ("rs999002", "chr10-94781859-G-A"),
        ("rs999003", "chr10-94781900-C-T"),
    ],
)
def test_every_rsid_of_a_record_finds_it(shared_data, tmp_path, rsid, place):
    store = case_studies.ingested(shared_data, "35-multi-id", tmp_path)
    assert set(studies.asked(store, "--variant", rsid)["variant_id"]) == {place}


def test_what_a_panel_does_not_publish_is_empty(shared_data, tmp_path):
    """The panel has AC and AN by group, and homozygotes under a name that nobody gave."""
    store = case_studies.ingested(shared_data, "49a-gnomad201-default", tmp_path)
    asked = studies.asked(store, "--grouping", "ref", "--region", "1:1-1000000")
    carried = asked.filter(pl.col("ac") > 0)
    assert carried.height > 0
    assert carried["hom_alt"].null_count() == carried["het"].null_count() == carried.height


def test_homozygotes_of_a_panel_are_read_by_the_name_that_the_study_gives(shared_data, tmp_path):
    study = case_studies.changed(
        shared_data, "49a-gnomad201-default", tmp_path,
        study_yaml=lambda text: f"{text}    hom_alt: Hom_{{group}}\n",
    )  # fmt: skip
    studies.ingest(study, tmp_path / "store")
    asked = studies.asked(tmp_path / "store", "--grouping", "ref", "--region", "1:1-1000000")
    carried = asked.filter(pl.col("ac") > 0)
    assert (carried["het"] + 2 * carried["hom_alt"]).to_list() == carried["ac"].to_list()


def test_counts_in_the_columns_of_a_panel_are_those_of_groups(shared_data, tmp_path):
    store = case_studies.ingested(shared_data, "49e-bravo-totals", tmp_path)
    asked = studies.asked(store, "--grouping", "alfa", "--region", "10:94781859")
    assert asked.select("group", "ac", "an").rows() == [
        ("SAMN10492695", 12_000, 82_000),
        ("SAMN10492696", 70, 400),
    ]


TOTALS = (
    "##fileformat=VCFv4.2\n##INFO=<ID=AC,Number=A,Type=Integer,Description=a>\n"
    "##INFO=<ID=AN,Number=1,Type=Integer,Description=n>\n"
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    "10\t94781859\t.\tG\tT,A\t.\tPASS\tAC=3,12000;AN=264690\n"
)


@pytest.mark.parametrize(
    ("keys", "group"),
    [
        ("", "alfa"),
        ("    groups: [TOPMed]\n", "TOPMed"),
        ("    groups: [TOPMed]\n    ac: AC\n    an: AN\n", "TOPMed"),
    ],
)
def test_a_panel_without_groups_is_one_group(shared_data, tmp_path, keys, group):
    study = case_studies.changed(
        shared_data, "49e-bravo-totals", tmp_path,
        panel_vcf=lambda _: TOTALS, study_yaml=lambda text: text + keys,
    )  # fmt: skip
    studies.ingest(study, tmp_path / "store")
    asked = studies.asked(tmp_path / "store", "--grouping", "alfa", "--region", "10:94781859")
    assert asked.select("group", "ac", "an").rows() == [(group, 12_000, 264_690)]
    assert asked["hom_alt"].to_list() == [None]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("    groups: [a, b]\n    ac: AC\n    an: AN\n", "expected one group in a panel whose AC"),
        ("    ac: AC\n", "expected {group} in both of ac and an, such as"),
        (
            "    ac: AC\n    an: AN\n    hom_alt: Hom_{group}\n",
            "or in none: got 'AC' and 'Hom_{group}'",
        ),
    ],
)
def test_fields_with_a_group_and_without_are_not_mixed(shared_data, tmp_path, keys, words):
    study = case_studies.changed(
        shared_data, "49e-bravo-totals", tmp_path,
        panel_vcf=lambda _: TOTALS, study_yaml=lambda text: text + keys,
    )  # fmt: skip
    done = studies.command("ingest", study, "--store", tmp_path / "store")
    assert done.returncode == 2
    assert words in said(done.stderr)
