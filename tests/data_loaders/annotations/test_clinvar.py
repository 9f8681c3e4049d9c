"""ClinVar's verdicts: of the bundled table, and of a VCF that the study names."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data_loaders.reference import FOLDER
from straits import queries
from straits.store import open_store
from straits.ui.variant import variant_known
from tests.builders import studies
from tests.builders.studies import record

HEADER = """##fileformat=VCFv4.1
##fileDate=2025-03-02
##source=ClinVar
##reference=GRCh38
##INFO=<ID=CLNSIG,Number=.,Type=String,Description="Aggregate germline classification">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO
"""
REVIEWED = "criteria_provided,_multiple_submitters,_no_conflicts"
# One verdict per line: position, alleles, ClinVar's id and INFO.
RECORDS = [
    (100, "A", "G", "11", f"CLNSIG=Pathogenic|risk_factor;CLNREVSTAT={REVIEWED};CLNDN=One_disease|"
     "not_provided"),
    (100, "A", "T", "12", "CLNSIG=Benign;CLNREVSTAT=practice_guideline"),
    (198, "GCAT", "GC", "13", "CLNSIG=Conflicting_classifications_of_pathogenicity;CLNSIGCONF="
     "Pathogenic(1)|Uncertain_significance(2);CLNREVSTAT=criteria_provided,_conflicting_"
     "classifications"),
    (300, "C", "T", "14", "CLNSIG=drug_response;CLNREVSTAT=reviewed_by_expert_panel"),
    (400, "C", "T", "15", "CLNREVSTAT=no_classification_provided"),
    (900, "C", "T", "16", f"CLNSIG=Pathogenic;CLNREVSTAT={REVIEWED}"),
]  # fmt: skip
OURS = ["1 100 A G", "1 199 CAT C", "1 300 C T", "1 400 C T", "1 500 C T"]


def ingested(folder: Path, clinvar: str, **keys: str) -> Path:
    (folder / "clinvar.vcf").write_text(clinvar)
    lines = [record(place, "0/1") for place in OURS]
    (folder / "calls.vcf").write_text(studies.vcf_text(["S1"], lines))
    more = {"clinvar": "clinvar.vcf"} | keys
    study = studies.one_call_set(folder, ["calls.vcf"], {"S1": "XX"}, **more)
    studies.ingest(study, folder / "store")
    return folder / "store"


def text(records: list[tuple] = RECORDS, header: str = HEADER) -> str:
    return header + "".join(
        f"1\t{pos}\t{name}\t{ref}\t{alt}\t.\t.\t{info}\n" for pos, ref, alt, name, info in records
    )


def test_the_records_of_a_studys_file_are_found_by_trimmed_allele(tmp_path: Path) -> None:
    store = ingested(tmp_path, text())
    rows = studies.table(store, "clinvar")
    kept = ("allele_index", "clinvar_id", "significance", "clinvar_class", "stars")
    assert rows.select(kept).rows() == [
        (0, 11, "Pathogenic; risk factor", "pathogenic", 2),
        (1, 13, "Conflicting classifications of pathogenicity", "conflicting", 1),
        (2, 14, "drug response", "other", 3),
    ]
    assert rows["conditions"].to_list() == ["One disease; not provided", None, None]
    assert rows["conflict"][1] == "Pathogenic(1); Uncertain significance(2)"
    assert rows["source_date"].unique().to_list() == [date(2025, 3, 2)]
    assert rows["source"][0] == "ClinVar (clinvar.vcf)"
    alleles = studies.table(store, "allele_annotations")
    assert alleles["clinvar_class"].to_list() == ["pathogenic", "conflicting", "other", None, None]


def test_without_a_file_the_bundled_table_is_asked(tmp_path: Path) -> None:
    bundled = pl.read_parquet(FOLDER / "clinvar.parquet")
    some = bundled.filter(contig="chr7", review_status="practice guideline").sort("pos").head(2)
    lines = [
        record(f"{contig} {pos} {ref} {alt}", "0/1")
        for contig, pos, ref, alt in some.select("contig", "pos", "ref", "alt").iter_rows()
    ]
    (tmp_path / "calls.vcf").write_text(
        studies.vcf_text(["S1"], [*lines, record("7 1 A G", "0/1")])
    )
    study = studies.one_call_set(tmp_path, ["calls.vcf"], {"S1": "XX"})
    studies.ingest(study, tmp_path / "store")
    found = studies.table(tmp_path / "store", "clinvar")
    assert found["clinvar_id"].to_list() == some["clinvar_id"].to_list()
    assert found["significance"].to_list() == some["significance"].to_list()
    assert found["conditions"].to_list() == some["diseases"].list.join("; ").to_list()
    assert set(found["stars"]) == {4}
    read = queries.allele.clinvar_sources(open_store(tmp_path / "store"))
    said = variant_known.not_in_clinvar(read)
    assert "The part of ClinVar that comes with Straits (likely pathogenic or worse" in said
    assert "No allele of this study" in variant_known.not_in_clinvar(read.clear())


def test_all_of_the_bundled_table_has_a_class_and_its_stars() -> None:
    terms = pl.read_csv(FOLDER / "clinvar_terms.tsv", separator="\t", infer_schema=False)
    bundled = pl.read_parquet(FOLDER / "clinvar.parquet")
    for kind, column in (("class", "significance"), ("stars", "review_status")):
        known = terms.filter(kind=kind)["term"].to_list()
        assert set(bundled[column].str.to_lowercase()) <= set(known)


def test_the_best_reviewed_record_classes_the_allele(tmp_path: Path) -> None:
    twice = [
        (100, "A", "G", "11", "CLNSIG=Benign;CLNREVSTAT=no_assertion_criteria_provided"),
        (100, "A", "G", "12", f"CLNSIG=Likely_pathogenic;CLNREVSTAT={REVIEWED}"),
    ]
    store = ingested(tmp_path, text(twice))
    assert studies.table(store, "allele_annotations")["clinvar_class"][0] == "pathogenic"
    opened = open_store(store)
    records = queries.allele.clinvar(opened, "chr1-100-A-G")
    assert records["clinvar_id"].to_list() == [12, 11]
    assert records["stars"].to_list() == [2, 0]
    assert queries.allele.clinvar(opened, "chr1-500-C-T").is_empty()
    said = variant_known.not_in_clinvar(queries.allele.clinvar_sources(opened))
    assert said == "ClinVar (clinvar.vcf) of 2025-03-02 does not have this allele."


@pytest.mark.parametrize(
    ("clinvar", "reason"),
    [
        (text(header=HEADER.replace("CLNSIG", "AF")), "has no INFO field CLNSIG"),
        (text(header=HEADER.replace("GRCh38", "GRCh37")), "which is GRCh37"),
        (text(header=HEADER.replace("##fileformat", "fileformat")), "is not a VCF file"),
        ("", "is empty"),
    ],
)
def test_a_file_that_is_not_clinvar_of_the_build_is_refused(tmp_path, clinvar, reason) -> None:
    with pytest.raises(AssertionError, match=reason):
        ingested(tmp_path, clinvar)
    assert not (tmp_path / "store" / "current").exists()
