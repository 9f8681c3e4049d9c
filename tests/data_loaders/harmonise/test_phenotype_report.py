"""What an ingest prints of the rows of phenotypes: how many were used, and why others were not."""

from tests.builders import phenotype_study, studies
from tests.builders.refusals import said


def test_the_summary_counts_rows_by_file_and_says_why_some_are_set_aside(tmp_path):
    study = phenotype_study.write(tmp_path, "open")
    laboratory = tmp_path / "dk" / "lab.csv"
    text = laboratory.read_text()
    laboratory.write_text(text.replace("39,mmol/mol", "39,furlong", 1))
    summary = said(studies.ingest(study, tmp_path / "store"))
    assert "Rows of phenotypes" in summary
    assert "dk diagnoser.csv 30 30 0 0 0" in summary
    assert "dk lab.csv 200 199 1 0 0" in summary
    assert "lab.csv hba1c 1 " in summary
    assert "(line 2, 'furlong')" in summary


def test_the_summary_of_a_study_without_phenotypes_does_not_speak_of_them(tmp_path):
    text = studies.vcf_text(["P1"], [studies.record("chr1 100 A G", "0/1")])
    (tmp_path / "calls.vcf").write_text(text)
    printed = studies.ingest(
        studies.one_call_set(tmp_path, ["calls.vcf"], {"P1": "XX"}), tmp_path / "store"
    )
    assert "No genotypes were left out." in printed
    assert "phenotype" not in printed.lower()
