"""A study's own definitions of star alleles take the place of a gene's, or say why they cannot."""

from pathlib import Path

import pytest

from data_loaders.pharmacogenes.definition_tables import read_pharmacogenes
from data_loaders.pharmacogenes.newer_definitions import read_definitions
from straits.errors import InputError
from tests.builders import studies
from tests.builders.studies import record

HEADER = "build\tgene\tallele\tfunction\tcontig\tpos\tref\talt\n"
REFERENCE = "GRCh38\tABCG2\t*1\tnormal function\tchr4\t\t\t\n"
NEWER = "GRCh38\tABCG2\t*99\tdecreased function\tchr4\t88131171\tG\tT\n"


def table(folder: Path, rows: str) -> Path:
    (folder / "newer.tsv").write_text(HEADER + rows)
    return folder / "newer.tsv"


def test_a_gene_is_replaced_whole_and_the_others_stay(tmp_path: Path) -> None:
    before = {gene.symbol: gene for gene in read_pharmacogenes("GRCh38")}
    found = {
        gene.symbol: gene for gene in read_definitions("GRCh38", table(tmp_path, REFERENCE + NEWER))
    }
    assert list(found) == list(before)
    newer = found.pop("ABCG2")
    assert (newer.definition.alleles, newer.source) == (("*1", "*99"), "newer.tsv")
    assert newer.definition.cells.tolist() == [[0], [1]]
    assert all(found[symbol] is before[symbol] for symbol in found)


def test_people_are_called_by_what_the_study_names(tmp_path: Path) -> None:
    table(tmp_path, REFERENCE + NEWER)
    people = {"a": "XX", "b": "XX"}
    calls = [record("chr4 88131171 G T", "0/1 1/1")]
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(list(people), calls))
    study = studies.one_call_set(tmp_path, ["calls.vcf"], people)
    text = study.read_text()
    study.write_text(text + "\npharmacogene_definitions: newer.tsv\n")
    studies.ingest(study, tmp_path / "store")
    sets = studies.table(tmp_path / "store", "pgx_sets").filter(gene_symbol="ABCG2")
    assert set(sets.select("allele_1", "allele_2").rows()) == {("*1", "*99"), ("*99", "*99")}
    genes = studies.table(tmp_path / "store", "pgx_genes")
    assert genes.filter(gene_symbol="ABCG2")["source"].to_list() == ["newer.tsv"]
    # Genes wholly outside the call set are covered of nobody.
    counts = studies.table(tmp_path / "store", "pgx_gene_counts")
    others = counts.filter(counts["gene_symbol"] != "ABCG2")
    assert others["gene_symbol"].n_unique() == 13
    assert others["n_covered"].sum() == 0 < others["n_people"].sum()


@pytest.mark.parametrize(("rows", "message"), [
    (NEWER.replace("GRCh38", "GRCh37"), r"newer\.tsv:2: ABCG2\*99 is defined on 'GRCh37', and the"),
    (NEWER.replace("88131171", "89052323"), "far from all that is known of ABCG2 in this build"),
    (NEWER.replace("ABCG2", "CYP2D6"), r"'CYP2D6' is none of the genes .*CYP2C19"),
    (NEWER.replace("decreased", "decresed"), "'decresed function' is no function by which"),
    (NEWER + NEWER.replace("T\n", "C\n"), r"newer\.tsv:3: the allele has a change at chr4:"),
    (NEWER + NEWER, r"newer\.tsv:3: the allele has a change at chr4:88131171 already, G>T"),
    (NEWER.replace("chr4", "chr5"), r"expected a change on chr4 .* such as chr4 88131171 G T"),
    (NEWER + NEWER.replace("decreased", "normal"), "has normal function, and decreased function"),
])  # fmt: skip
def test_what_cannot_be_is_named_with_its_line(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_definitions("GRCh38", table(tmp_path, rows))
