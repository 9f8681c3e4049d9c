"""Names that are no rsID and lead on all the same: star alleles, amino acids in words, dates."""

import pytest

from straits import queries
from straits.store import Store, open_store
from straits.ui.address.search_destination import destination
from straits.ui.web.suggestions import suggestions
from tests.builders import demo_studies


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(demo_studies.small_demo_store())


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("CYP2C19*2", ["chr10-94775367-A-G", "chr10-94781859-G-A"]),
        ("cyp2c19 *17", ["chr10-94761900-C-T"]),
        ("CYP2C19*2.001", ["chr10-94775367-A-G", "chr10-94781859-G-A"]),
        ("DPYD*2A", ["chr1-97450058-C-T"]),
        ("UGT1A1*28", ["chr2-233760233-C-CAT"]),
        ("SLCO1B1*15", ["chr12-21176804-A-G", "chr12-21178615-T-C"]),
        ("ALDH2 Glu504Lys", ["chr12-111803962-G-A"]),
        ("ALDH2:(glu504lys)", ["chr12-111803962-G-A"]),
        ("ALDH2 E504K", ["chr12-111803962-G-A"]),
        ("CYP2C19 Trp212*", ["chr10-94780653-G-A"]),
        ("CYP2C19 trp212ter", ["chr10-94780653-G-A"]),
    ],
)
def test_a_name_leads_to_its_alleles(store: Store, text: str, ids: list[str]) -> None:
    found = queries.search.search(store, text)
    assert (found.kind, list(found.variant_ids)) == ("variant", ids)
    assert destination(text) == ("variant", {"v": text})
    suggested = [each["text"] for each in suggestions(store, text)]
    assert [text for text in suggested if not text.startswith("pharmacogene ")] == ids
    # A star allele is suggested as one too, and first; a change of a protein is none.
    assert suggested[0].startswith("pharmacogene ") == (found.star is not None)


@pytest.mark.parametrize(
    ("text", "gene", "allele"),
    [("cyp2c19 *2", "CYP2C19", "*2"), ("DPYD*2a", "DPYD", "*2A"), ("CYP2C9*1", "CYP2C9", "*1")],
)
def test_a_star_allele_leads_to_its_gene_with_the_allele_chosen(
    store: Store, text: str, gene: str, allele: str
) -> None:
    first = suggestions(store, text)[0]
    assert first["label"] == f"{gene}{allele}"
    assert destination(first["text"]) == ("pharmacogenes", {"g": gene, "allele": allele})
    # The control: nothing is suggested that no table has.
    assert suggestions(store, f"{gene}*999") == []


def test_a_star_allele_of_several_changes_says_what_it_needs(store: Store) -> None:
    found = queries.search.search(store, "SLCO1B1*15")
    assert found.reason == "SLCO1B1*15 (no function) needs 2 changes on one chromosome. Here are"


@pytest.mark.parametrize(
    ("text", "said", "offers"),
    [
        ("CYP2C9*1", "is the reference of its gene, so no change stands for it.", ["CYP2C9"]),
        ("CYP2C19*36", "is a deletion, duplication or hybrid of the gene", ["CYP2C19"]),
        ("CYP2C19*9", "needs chr10-94775489-G-A, which no call set of this", ["CYP2C19"]),
        ("CYP2C19*999", "The allele tables of this release do not have it so.", ["CYP2C19"]),
        ("CYP2D6*4", "The allele tables of this release do not have it so.", ["CYP2D6"]),
        ("CYP2C19*1/*2", "The allele tables of this release do not have it so.", ["CYP2C19"]),
        ("2-Sep", "makes of the gene SEPT2, now SEPTIN6 or SEPTIN2.", ["SEPTIN6", "SEPTIN2"]),
        ("Sep-02", "makes of the gene SEPT2, now SEPTIN6 or SEPTIN2.", ["SEPTIN6", "SEPTIN2"]),
        ("1-Mar", "MARCH1, now MARCHF1 or MARC1, now MTARC1.", ["MARCHF1", "MTARC1"]),
        ("4-Oct", "makes of the gene OCT4, now POU5F1.", ["POU5F1"]),
        ("7-Jul", "is no gene of this release", []),
    ],
)
def test_a_name_without_an_allele_here_is_told_with_the_way_on(
    store: Store, text: str, said: str, offers: list[str]
) -> None:
    found = queries.search.search(store, text)
    assert found.kind == "nothing"
    assert said in found.reason
    assert list(found.offers) == offers


def test_what_a_spreadsheet_made_of_a_gene_is_suggested(store: Store) -> None:
    assert {each["text"] for each in suggestions(store, "2-Sep")} >= {"SEPTIN2"}
    assert suggestions(store, "7-Jul") == []


@pytest.mark.parametrize("text", ["chr10-94781859-G-A", "CYP2C19", "rs4244285", "*57:01", "A*B"])
def test_other_names_are_no_star_alleles(text: str) -> None:
    assert queries.search.star_allele(text) is None
