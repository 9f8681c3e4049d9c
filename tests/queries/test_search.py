"""What a reader means: a hundred spellings of each kind, nonsense, and what is not there."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straits import queries
from straits.genome import Region
from straits.queries.search import absent
from straits.store import Store, open_store
from straits.ui.address import search_destination
from straits.ui.web import suggestions
from tests import repeats
from tests.builders import tiny_store
from tests.builders.tiny_store import Block, Calls, CallSet, Gene

CYP2C19, INSERTION, ON_X = "chr10-94781859-G-A", "chr4-99318400-A-AT", "chrX-154535277-T-C"
RSIDS = {CYP2C19: "rs4244285", ON_X: "rs1050829"}
GENES = [
    Gene("ENSG00000165841", "CYP2C19", "chr10", 94762681, 94855547, ["P450C2C", "CPCJ"]),
    Gene("ENSG00000160211", "G6PD", "chrX", 154531391, 154547572, ["G6PD1", "TWIN"]),
    Gene("ENSG00000196616", "ADH1B", "chr4", 99304971, 99321442, ["ADH2", "TWIN"]),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    blocks = [
        Block(
            "wgs", "XX", 30, {"g": "A"}, {name: Calls(het=4) for name in (CYP2C19, INSERTION, ON_X)}
        )
    ]
    call_sets = [CallSet("wgs", "here", absent={ON_X: "not_in_call_set"})]
    path = tiny_store.write(
        tmp_path_factory.mktemp("search"), blocks, call_sets, [CYP2C19, INSERTION, ON_X],
        genes=GENES, rsids=RSIDS, release_id="search",
    )  # fmt: skip
    return open_store(path)


def cased(text: str, chance: random.Random) -> str:
    return "".join(chance.choice([letter.lower(), letter.upper()]) for letter in text)


def spaced(text: str, chance: random.Random) -> str:
    return chance.choice(["", " ", "  ", "\t"]) + text + chance.choice(["", " ", "\n"])


def number(value: int, chance: random.Random) -> str:
    return chance.choice([f"{value}", f"{value:,}"])


def contig(name: str, chance: random.Random) -> str:
    return chance.choice([name, name.removeprefix("chr"), name.upper(), name.capitalize()])


def a_gene(chance: random.Random) -> tuple[str, tuple[str, str | None]]:
    gene = chance.choice(GENES)
    aliases = [alias for alias in gene.aliases if alias != "TWIN"]
    name = chance.choice([gene.gene_symbol, gene.gene_id, f"{gene.gene_id}.7", *aliases])
    return spaced(cased(name, chance), chance), ("gene", gene.gene_symbol)


def an_rsid(chance: random.Random) -> tuple[str, tuple[str, str | None]]:
    variant_id, rsid = chance.choice(list(RSIDS.items()))
    return spaced(cased(rsid, chance), chance), ("rsid", variant_id)


def a_variant(chance: random.Random) -> tuple[str, tuple[str, str | None]]:
    variant_id = chance.choice([CYP2C19, INSERTION, ON_X])
    name, pos, ref, alt = variant_id.split("-")
    parts = [contig(name, chance), number(int(pos), chance), cased(ref, chance), cased(alt, chance)]
    pattern = chance.choice(
        ["{}-{}-{}-{}", "{}:{}:{}:{}", "{}:{}-{}-{}", "{}_{}_{}/{}", "{}:{}{}>{}", "{}:{} {}>{}",
         "{} {} {} {}", "{}:{}_{}/{}", "{}-{}-{}>{}"]
    )  # fmt: skip
    return spaced(pattern.format(*parts), chance), ("variant", variant_id)


def a_region(chance: random.Random) -> tuple[str, tuple[str, str | None]]:
    start = chance.randint(1, 90_000_000)
    end = start + chance.randint(0, 1_000_000)
    name = contig("chr10", chance)
    pattern = chance.choice(["{}:{}-{}", "{} {}-{}", "{}:{}..{}", "{}: {} - {}"])
    text = pattern.format(name, number(start, chance), number(end, chance))
    return spaced(text, chance), ("region", f"chr10:{start:,}-{end:,}")


@pytest.mark.parametrize("spelling", [a_gene, an_rsid, a_variant, a_region])
def test_a_hundred_spellings_of_each_kind_mean_what_a_person_means(
    store: Store, spelling: Callable[[random.Random], tuple[str, tuple[str, str | None]]]
):
    for seed in range(100):
        text, (kind, meant) = spelling(random.Random(seed))
        found = queries.search.search(store, text)
        said = found.gene_symbol or found.variant_id or str(found.region)
        assert (found.kind, said) == (kind, meant), text


NONSENSE = (
    st.text()
    | st.text(st.characters(categories=["Cc", "Cf", "Cs", "Zs", "Sm", "Nd", "Po"]))
    | st.from_regex(r"(?i)(chr)?[0-9XYM]+[:_ -]?[0-9,]*[:_ >/-]?[ACGTN]*>?[ACGTN]*")
    | st.from_regex(r"(?i)NC_0000[0-9]{2}\.[0-9]+:(g\.)?[0-9,.kmb]*[-+:][0-9.kmb]*", fullmatch=True)
    | st.text("rsCYPchr:*-+.,<>[](){}'\"%\\/;0123456789ACGT \t\n", max_size=40)
)


@given(NONSENSE)
@settings(max_examples=repeats.times(300))
def test_nonsense_never_raises(store: Store, text: str):
    found = queries.search.search(store, text)
    if found.kind == "nothing":
        assert found.reason
    assert len(suggestions.suggestions(store, text)) <= suggestions.MOST
    page, params = search_destination.destination(text)
    assert page in ("", "gene", "variant", "frequencies")
    assert all(params.values())


LONG = ["A" * 5000, "chr1:" + "9" * 5000, "rs" + "1" * 400, "chr1-99999999999999999999-A-G"]


@pytest.mark.parametrize("text", [*LONG, "'; --", "%", "\\", "chr1-0-A-G", "chr1:0"])
def test_what_is_long_or_quoted_is_only_text(store: Store, text: str):
    assert queries.search.search(store, text).kind == "nothing"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CYP2C91", "Did you mean CYP2C19?"),
        ("adh1", "Did you mean ADH1B?"),
        ("2c19", "Did you mean CYP2C19?"),
        ("nothing at all", "Expected a gene"),
        # another allele of a position that is there
        ("chr10-94781859-G-C", "At that position it has chr10-94781859-G-A."),
        ("chr10-94781859-T-C", "The reference base there is G, not T."),
        # GRCh37 has it 1,759,757 bases further on
        ("chr10-96541616-G-A", "In GRCh37 this position is in CYP2C19, but the study is in GRCh38"),
        ("chr10-96541616-G-A", "where the allele is chr10-94781859-G-A, which is here."),
        ("chr10-96541700-G-A", "lift it over first, to about chr10:94781943."),
        ("chr1-300000000-A-G", "chr1 has 248,956,422 bases in GRCh38"),
        ("chr1:300000000", "beyond the end of chr1"),
        ("rs12", "No allele of this release is known as rs12."),
        ("4244285", "Did you mean rs4244285?"),
        ("twin", "twin is a name of G6PD and of ADH1B. Name the one that is meant."),
        ("TWIN:c.681G>A", "TWIN is a name of G6PD and of ADH1B. Name the one that is meant."),
        ("TWIN*2", "Search for its gene, G6PD or ADH1B, or for the rsID"),
        ("CYP2C19*2", "is a star allele: a name for several changes that lie on one chromosome"),
        ("CYP2C19 *2/*17", "Search for its gene, CYP2C19, or for the rsID of one of its changes."),
        ("*57:01", "is a star allele"),
        ("10q23.33", "is a band of a chromosome"),
        ("chr4-99318400-A-<DEL>", "has an allele that is not written in bases"),
        ("CYP2C19, G6PD", "Search for one at a time, such as CYP2C19."),
        ("rs4244285 rs1050829", "Search for one at a time, such as rs4244285."),
        ("VCV000016897", "is an accession of ClinVar"),
        ("NP_000760.1", "is the name of a protein"),
        ("ENST00000999999.1", "is a transcript that is not in this release"),
        ("<b>bold</b>", "“<b>bold</b>” is no gene of this release"),
        # the build is named, and another one
        ("hg19 chr10:96541616 G>A", "In GRCh38 the allele is chr10-94781859-G-A, which is here."),
        ("NC_000010.10:96541615:G:A", "This is of GRCh37, and the study is of GRCh38"),
        ("NC_000010.10:g.96541616G>A", "the allele is chr10-94781859-G-A, which is here."),
        ("GRCh37 chr10:96,541,616-96,541,716", "is about chr10:94,781,859-94,781,959."),
        ("hg19 chr1:1000-2000", "lift it over first"),
        ("CYP2C19:c.681G>A", "The files of this study describe none of their alleles"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_with_the_way_on(store: Store, text: str, said: str):
    found = queries.search.search(store, text)
    assert found.kind == "nothing"
    assert said in found.reason


def test_an_empty_region_says_why_and_is_shown_still(store: Store):
    found = queries.search.search(store, "chr10:96541616")
    assert found.kind == "region"
    assert "In GRCh37 it would be in CYP2C19" in found.reason
    assert queries.search.search(store, "chr10:94781859").reason == ""


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("CYP2C19*2", ("CYP2C19",)),
        ("TWIN", ("G6PD", "ADH1B")),
        ("CYP2C91", ("CYP2C19",)),
        ("CYP2C19; G6PD", ("CYP2C19", "G6PD")),
        ("4244285", ("rs4244285",)),
        ("hg19 chr10:96541616 G>A", (CYP2C19,)),
        ("hg19 chr10:96541616-96541716", ("chr10:94,781,859-94,781,959",)),
        ("nothing at all", ()),
    ],
)
def test_what_could_be_meant_is_offered_and_found(store: Store, text: str, offers: tuple[str, ...]):
    assert queries.search.search(store, text).offers == offers
    assert all(queries.search.search(store, offer).kind != "nothing" for offer in offers)


@pytest.mark.parametrize("text", ["chrx", "X", "chromosome X", "hg38 chrX"])
def test_a_chromosome_is_a_region(store: Store, text: str):
    assert str(queries.search.search(store, text).region) == "chrX:1-156,040,895"


def test_of_several_alleles_in_a_line_those_that_are_here_are_found(store: Store):
    found = queries.search.search(store, "chr10 94781859 . G A,T . PASS")
    assert (found.kind, found.variant_ids) == ("variant", (CYP2C19,))


def test_a_region_ends_where_its_chromosome_does(store: Store):
    assert str(queries.search.search(store, "chr10:133797000-999999999").region) == (
        "chr10:133,797,000-133,797,422"
    )


def test_who_looked_and_who_did_not_is_said(tmp_path: Path):
    blocks = [
        Block(name, "XX", 30, {"g": "A"}, {"chr1-100-A-G": Calls(het=3)})
        for name in ("dk_wgs", "sg_wgs")
    ]
    call_sets = [CallSet("dk_wgs", "dk", {"chr1-1000-A-G": "reference"}), CallSet("sg_wgs", "sg")]
    path = tiny_store.write(
        tmp_path, blocks, call_sets, ["chr1-100-A-G", "chr1-1000-A-G"], release_id="looked",
        callable_regions=[("dk_wgs", "chr1", 50, 200)],
    )  # fmt: skip
    store = open_store(path)
    inside = absent.why_absent(store, "chr1", 150, "A", "T")
    assert "dk_wgs looked there without seeing it." in inside
    assert "Whether sg_wgs looked there is not known." in inside
    beyond = absent.why_absent(store, "chr1", 5000, "A", "T")
    assert "dk_wgs did not look there: it is not callable." in beyond
    across = absent.why_empty(store, Region("chr1", 151, 300))
    assert "dk_wgs looked at a part of it only." in across
