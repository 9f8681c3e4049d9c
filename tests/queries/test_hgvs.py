"""HGVS in the search box: its spellings, and the alleles that are found by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from straits import queries
from straits.queries.search import hgvs
from straits.store import Store, open_store
from straits.ui.address.search_destination import destination
from tests.builders import tiny_store
from tests.builders.tiny_store import Annotation, Block, CallSet, Gene

GENE = "ENSG00000165841"
SPLICE, SECOND, DELETION = "chr10-94781859-G-A", "chr10-94781860-C-T", "chr10-94781900-CAG-C"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    said = {
        SPLICE: ("synonymous_variant", "synonymous", "c.681G>A", "p.Pro227="),
        SECOND: ("missense_variant", "missense", "c.682C>T", "p.Arg228Cys"),
        DELETION: ("frameshift_variant", "lof", "c.722_723del", "p.Gln241ArgfsTer7"),
    }
    return open_store(
        tiny_store.write(
            tmp_path_factory.mktemp("hgvs") / "store",
            [Block("c", "XX", 5, {"g": "A"})],
            [CallSet("c", "c")],
            list(said),
            genes=[Gene(GENE, "CYP2C19", "chr10", 94762681, 94855547, ["CPCJ"])],
            annotations={name: Annotation(GENE, "CYP2C19", *parts) for name, parts in said.items()},
        )
    )


@pytest.mark.parametrize(
    ("typed", "reference", "text"),
    [
        ("NM_000769.4:c.681G>A", "NM_000769.4", "c.681G>A"),
        ("NM_000769.4(CYP2C19):c.681G>A (p.Pro227=)", "NM_000769.4", "c.681G>A"),
        ("cyp2c19 c.681g>a", "cyp2c19", "c.681G>A"),
        ("CYP2C19: c.681G>A", "CYP2C19", "c.681G>A"),
        ("BRCA1:c.68_69delAG", "BRCA1", "c.68_69del"),
        ("BRCA1:c.5266dupC", "BRCA1", "c.5266dup"),
        ("DPYD c.1905+1G>A", "DPYD", "c.1905+1G>A"),
        ("BRCA1:c.*32A>G", "BRCA1", "c.*32A>G"),
        ("TP53:p.Arg175His", "TP53", "p.Arg175His"),
        ("TP53:p.(Arg175His)", "TP53", "p.Arg175His"),
        ("TP53 p.R175H", "TP53", "p.Arg175His"),
        ("TP53 R175H", "TP53", "p.Arg175His"),
        ("tp53:p.arg175his", "tp53", "p.Arg175His"),
        ("CFTR:p.G542X", "CFTR", "p.Gly542Ter"),
        ("CFTR:p.Gly542*", "CFTR", "p.Gly542Ter"),
        ("CYP2C19:p.Pro227Pro", "CYP2C19", "p.Pro227="),
        ("CFTR:p.F508del", "CFTR", "p.Phe508del"),
        ("BRCA1:p.E23Vfs*17", "BRCA1", "p.Glu23ValfsTer17"),
    ],
)
def test_the_usual_spellings_mean_the_same(typed: str, reference: str, text: str) -> None:
    found = hgvs.parse(typed)
    assert (found.reference, found.text) == (reference, text)
    assert hgvs.is_hgvs(typed)
    assert destination(typed) == ("variant", {"v": typed})


@pytest.mark.parametrize(
    "typed", ["CYP2C19", "rs4244285", "chr10-94781859-G-A", "10:94,781,859 g>a", "chrX:1-200"]
)
def test_other_things_that_people_type_are_no_hgvs(typed: str) -> None:
    assert not hgvs.is_hgvs(typed)
    with pytest.raises(ValueError, match="expected HGVS"):
        hgvs.parse(typed)


@pytest.mark.parametrize(
    ("typed", "variant_id"),
    [
        ("CYP2C19:c.681G>A", SPLICE),
        ("CPCJ c.681G>A", SPLICE),  # an alias of the gene
        (f"{GENE}-T:c.681G>A", SPLICE),
        ("CYP2C19 p.Pro227=", SPLICE),
        ("CYP2C19 R228C", SECOND),
        ("CYP2C19:c.722_723delAG", DELETION),
        ("CYP2C19:p.Gln241fs", DELETION),  # wherever the new stop lies
        ("NC_000010.11:g.94781859G>A", SPLICE),
        ("chr10:g.94781859G>A", SPLICE),
        ("10:g.94781901_94781902del", DELETION),
    ],
)
def test_a_description_finds_its_allele(store: Store, typed: str, variant_id: str) -> None:
    found = queries.search.search(store, typed)
    assert (found.kind, found.variant_ids) == ("variant", (variant_id,))


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("c.681G>A", "name the gene or the transcript too"),
        ("NOGENE:c.681G>A", "NOGENE is no gene or transcript of this release"),
        ("CYP2C19:c.681G>T", "No allele of this release is described as c.681G>T"),
        # An underscore is no wild card.
        ("CYP2C19:c.722_723insA", "No allele of this release is described"),
        ("CYP2C19:c.nonsense", "is not a change as HGVS writes it"),
        ("NC_000010.10:g.94781859G>A", "is of GRCh37, and the study is of GRCh38"),
        ("chr10:g.94781859G>T", "No allele of this release is described as g.94781859G>T"),
        ("chr10:g.94781859dup", "write it as contig-pos-ref-alt"),
        ("NC_000099.1:g.1A>G", "expected one of chr1 to chr22, chrX, chrY or chrM"),
    ],
)
def test_what_is_not_found_is_said_with_the_reason(store: Store, typed: str, reason: str) -> None:
    found = queries.search.search(store, typed)
    assert found.kind == "nothing"
    assert reason in found.reason


@given(st.text(max_size=30), st.sampled_from("cgmnp"), st.text(max_size=30))
def test_nonsense_never_raises(store: Store, reference: str, level: str, change: str) -> None:
    for typed in (f"{reference}:{level}.{change}", f"CYP2C19:{level}.{change}"):
        assert queries.search.search(store, typed).kind in ("nothing", "variant", "gene", "region")


@pytest.mark.parametrize(
    ("place", "pos", "ref", "alt", "expected"),
    [
        (hgvs.Place("chr1", 100, 100, "A", "G"), 100, "A", "G", True),
        (hgvs.Place("chr1", 100, 100, "A", "G"), 100, "A", "T", False),
        (hgvs.Place("chr1", 100, 100, "C", "G"), 100, "A", "G", False),
        (hgvs.Place("chr1", 100, 102, None, ""), 99, "TCAG", "T", True),
        (hgvs.Place("chr1", 100, 102, None, ""), 99, "TCA", "T", False),
        (hgvs.Place("chr1", 101, 100, "", "TT"), 100, "A", "ATT", True),
        (hgvs.Place("chr1", 101, 100, "", "TT"), 101, "A", "ATT", False),
        (hgvs.Place("chr1", 100, 102, None, "TT"), 100, "CAG", "TT", True),
        # What the description repeats of the reference is trimmed from the allele.
        (hgvs.Place("chr1", 100, 102, None, "CTG"), 101, "A", "T", True),
    ],
)
def test_an_allele_is_the_one_described_where_bases_and_place_agree(
    place: hgvs.Place, pos: int, ref: str, alt: str, expected: bool
) -> None:
    assert place.is_allele(pos, ref, alt) is expected
