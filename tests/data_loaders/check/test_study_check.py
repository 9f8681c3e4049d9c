"""`python -m straits check`: what it counts, what it finds wrong, and that it writes nothing."""

import polars as pl
import pysam
import pytest
import yaml

from data_loaders.check.phenotype_numbers import NO_GROUP, numbers_by_group
from data_loaders.check.study_check import check
from data_loaders.study.study_reading import read_study
from tests.builders import phenotype_study, studies
from tests.builders.refusals import said


def _checked(path, *options):
    done = studies.command("check", path, *options)
    return done.returncode, said(done.stdout + done.stderr)


def test_numbers_are_those_that_the_study_was_made_with(tmp_path):
    status, printed = _checked(phenotype_study.write(tmp_path, "inside"))
    assert status == 0
    assert "gout everyone 180 170 54 117 9 0" in printed
    assert "Malay 80 70 29 42 9 0" in printed
    assert "Chinese 100 100 100 0 0 0 47.55 47.55 47.55 47.55 47.55 mmol/mol" in printed
    assert "sg diagnoses.csv 54 54 0 0 0" in printed
    assert "Nothing here would stop an ingest. Genotypes were not read." in printed
    assert not (tmp_path / "store").exists()


def test_numbers_are_those_of_the_release(tmp_path):
    path = phenotype_study.write(tmp_path, "open")
    studies.ingest(path, tmp_path / "store")
    status = studies.table(tmp_path / "store", "phenotype_status")
    study = read_study(path)
    for site in check(study).sites:
        of_site = status.filter(pl.col("site_id") == site.site.id)
        people = site.people.unique("person_id")
        counted = numbers_by_group(site.phenotypes, people, "ethnic_group")
        for row in counted.iter_rows(named=True):
            group = people.filter(pl.col("ethnic_group") == row["group_id"])["person_id"]
            ids = people["person_id"] if row["group_id"] == "everyone" else group
            mine = of_site.filter(
                pl.col("person_id").is_in(ids.implode()),
                pl.col("phenotype_id") == row["phenotype_id"],
            )
            assert (mine["status"] == "unknown").sum() == row["n_unknown"]
            assert (mine["status"] == "no").sum() == row["n_no"]
            values = mine["value"].drop_nulls().to_list()
            assert row["highest"] == max(values, default=None)


def test_quartiles_interpolate_and_people_in_no_group_come_last(tmp_path):
    path = phenotype_study.write(tmp_path, "open")
    (site, _) = check(read_study(path)).sites
    people = site.people.unique("person_id", maintain_order=True)
    danes = people.with_columns(
        ethnic_group=pl.when(pl.int_range(pl.len()) < 100).then(pl.lit("Danish"))
    )
    numbers = numbers_by_group(site.phenotypes, danes, "ethnic_group")
    gout = numbers.filter(pl.col("phenotype_id") == "gout")
    assert gout["group_id"].to_list() == ["everyone", "Danish", NO_GROUP]
    assert gout["n_people"].to_list() == [120, 100, 20]
    assert gout["n_yes"].to_list() == [30, 30, 0]


def test_every_fault_is_told_and_what_can_be_read_is_still_counted(tmp_path):
    path = phenotype_study.write(tmp_path, "inside")
    calls = tmp_path / "dk" / "calls.vcf"
    calls.write_text(calls.read_text().replace("#CHROM", "CHROM"))
    mapping = tmp_path / "sg" / "mapping.yaml"
    mapping.write_text(mapping.read_text().replace("result", "resutl"))
    status, printed = _checked(path)
    assert status == 1
    assert "1. " in printed
    assert "has no #CHROM line" in printed
    assert "has no column 'resutl' (did you mean `result`?)" in printed
    # The sheet stands in for the people of the file that cannot be read.
    assert "gout everyone 120 120 30 90 0 0" in printed


def test_a_rule_that_the_header_cannot_serve_is_told_before_it_is_read(tmp_path):
    text = studies.vcf_text(["P1"], [studies.record("chr1 100 A G", "0/1")])
    without = "\n".join(line for line in text.split("\n") if "ID=GQ" not in line)
    (tmp_path / "calls.vcf").write_text(without)
    path = studies.one_call_set(tmp_path, ["calls.vcf"], {"P1": "XX"}, genotype_rule={"min_gq": 20})
    status, printed = _checked(path)
    assert status == 1
    assert "the genotype rule 'min_gq 20' of the call set wgs needs GQ" in printed
    study = yaml.safe_load(path.read_text())
    study["sites"][0]["call_sets"][0]["genotype_rule"]["when_absent"] = "keep"
    studies.write_study(tmp_path, study)
    assert _checked(path)[0] == 0


def test_a_header_of_another_build_is_told(tmp_path):
    text = studies.vcf_text(["P1"], [studies.record("chr1 100 A G", "0/1")])
    (tmp_path / "calls.vcf").write_text(
        text.replace("##contig=<ID=chr1>", "##contig=<ID=chr1,length=249250621>")
    )
    path = studies.one_call_set(tmp_path, ["calls.vcf"], {"P1": "XX"})
    status, printed = _checked(path)
    assert status == 1
    assert "the length in GRCh37" in printed


def test_genotypes_are_not_read(tmp_path):
    text = studies.vcf_text(["P1"], [studies.record("chr1 100 A G", "nonsense")])
    (tmp_path / "calls.vcf").write_text(text)
    path = studies.one_call_set(tmp_path, ["calls.vcf"], {"P1": "XX"})
    assert _checked(path)[0] == 0


def test_people_outside_files_or_sheet_are_named(tmp_path):
    text = studies.vcf_text(["P1", "P2"], [studies.record("chr1 100 A G", "0/1 0/0")])
    (tmp_path / "calls.vcf").write_text(text)
    path = studies.one_call_set(tmp_path, ["calls.vcf"], {"P1": "XX", "P3": "XY"})
    _, printed = _checked(path)
    assert "wgs 2 2 1 1 0 0 not known" in printed
    assert "1 in the VCF but not in the sample sheet: P2" in printed
    assert "1 in the sample sheet but in no VCF: P3" in printed


def test_a_study_file_that_cannot_be_read_is_refused_as_by_ingest(tmp_path):
    path = studies.one_call_set(tmp_path, ["no.vcf"], {"P1": "XX"})
    status, printed = _checked(path)
    assert status == 2
    assert "there is no file" in printed


def test_a_grouping_that_is_not_there_is_refused(tmp_path):
    path = phenotype_study.write(tmp_path, "inside")
    status, printed = _checked(path, "--grouping", "etnic_group")
    assert status == 2
    assert "did you mean `ethnic_group`?" in printed


@pytest.mark.parametrize("suffix", [".vcf", ".bcf"])
def test_headers_of_either_kind_are_read(tmp_path, suffix):
    text = studies.vcf_text(["P1"], [studies.record("chr1 100 A G", "0/1")])
    (tmp_path / "calls.vcf").write_text(text)
    if suffix == ".bcf":
        with (
            pysam.VariantFile(str(tmp_path / "calls.vcf")) as source,
            pysam.VariantFile(str(tmp_path / "calls.bcf"), "wb", header=source.header) as target,
        ):
            for record in source:
                target.write(record)
    path = studies.one_call_set(tmp_path, [f"calls{suffix}"], {"P1": "XX"})
    status, printed = _checked(path)
    assert status == 0
    assert f"wgs 1 {suffix[1:].upper()} " in printed
