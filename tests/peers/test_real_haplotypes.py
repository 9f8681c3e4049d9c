"""Diplotypes of 3,202 people of 1000 Genomes, and how many chromosomes have each named allele."""

import itertools
import json
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from data_loaders.pharmacogenes.definition_tables import read_pharmacogenes
from tests.builders import studies
from tests.oracles import panel_haplotypes
from tests.oracles.panel_haplotypes import UNNAMED as NO_NAME

GENES = {gene.symbol: gene for gene in read_pharmacogenes("GRCh38")}
# Haplotypes of the 6,404, with all relatives, by the peer's definitions, where a base that no
# allele has counts as the reference. Those that are not listed are of rarer alleles.
HAPLOTYPES = {
    "CYP2C19": {"*1": 3455, "*2": 1379, "*17": 1018, "*38": 292, "*3": 84, "*35": 53, "*13": 38,
                NO_NAME: 4},
    "CYP2C9": {"*1": 5400, "*2": 318, "*3": 293, "*9": 150, "*8": 100, "*11": 49, "*5": 28,
               NO_NAME: 4},
    "CYP3A5": {"*3": 3941, "*1": 1954, "*6": 298, "*7": 211},
    "TPMT": {"*1": 6031, "*3C": 163, "*3A": 91, "*24": 54, "*8": 43, "*2": 13, "*16": 2,
             NO_NAME: 2},
    "NUDT15": {"*1": 6101, "*3": 150, "*2": 88, "*6": 32, "*5": 17, "*4": 9, "*9": 5},
    "SLCO1B1": {"*37": 2580, "*1": 2280, "*15": 463, "*14": 356, "*20": 233, "*27": 86, "*31": 71,
                NO_NAME: 28},
    "UGT1A1": {"*1": 3715, "*80+*28": 2177, "*6": 201, "*36": 191, "*80+*37": 94, NO_NAME: 19,
               "*28": 4},
    "CYP4F2": {"*1": 3838, "*3": 834, "*4": 645, "*5": 419, "*2": 364, "*6": 194, NO_NAME: 9},
    # rs2279343 has no record: nothing is known of it.
    "CYP2B6": {"*1 or *4": 3379, "*6 or *9": 1998, "*5": 334, "*2": 252, "*18": 153, "*22": 81,
               "*50": 11},
}  # fmt: skip
WITHOUT_RECORD = {"CYP2B6": {41009358}}
# What our tables lack, and take for the allele that it was made of.
NEWER = {"CYP2C19": {"*40": "*34"}}
# By our own tables, with its reason where it is another number than above.
OURS = {
    # Two have C at 48037784, inside of the repeat of *2, *6 and *9: no allele has it.
    "NUDT15": {"*1": 6101 - 2, NO_NAME: 2},
    # One has two lengths of the repeat on one chromosome.
    "UGT1A1": {"*80+*37": 94 - 1, NO_NAME: 19 + 1},
    # Of newer alleles 37 *54, 26 *53 and 2 *55 are combinations without a name here; what 3 *57,
    # 2 *51 and 7 that have no name there need besides is not looked at.
    "SLCO1B1": {"*37": 2580 + 3 + 5, "*1": 2280 + 2, "*20": 233, NO_NAME: 28 + 37 + 26 + 2 - 7},
    # Two have T at 94942231, where *42 has another base; two *86 are taken for *1.
    "CYP2C9": {"*1": 5400 - 2 + 2, NO_NAME: 4 + 2},
    # Of newer alleles 20 *19 and 2 *21 are taken for *1: what they need is not looked at.
    "CYP4F2": {"*1": 3838 + 20 + 2, NO_NAME: 9 - 8},
    "VKORC1": {"rs9923231": 2200},
    "ABCG2": {"rs2231142": 732},
}  # fmt: skip


@pytest.fixture(scope="module")
def panel(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, work = shared_data / "kg30x_pharmacogenes", tmp_path_factory.mktemp("pgx")
    genes = [gene for gene in GENES.values() if gene.symbol != "DPYD"]
    left_out = {("CYP2B6", 41009358), ("IFNL3", 39248147)}
    rows = [
        f"{gene.contig}\t{pos - 1}\t{pos - 1 + len(ref)}\n"
        for gene in genes
        for pos, ref, _ in gene.changes
        if (gene.symbol, pos) not in left_out
    ]
    (work / "callable.bed").write_text("".join(sorted(rows)))
    call_set = {
        "id": "wgs", "callable": "callable.bed",
        "files": [str(folder / f"{gene.symbol}.vcf.gz") for gene in genes],
    }  # fmt: skip
    sheet = {"file": str(folder / "20130606_g1k.ped")}
    study = {
        "name": "Pharmacogenes", "build": "GRCh38", "profile": "open",
        "groupings": {
            "population": {"column": "Population", "parent": "superpopulation"},
            "superpopulation": {},
        },
        "sites": [{"id": "igsr", "samples": sheet, "call_sets": [call_set]}],
    }  # fmt: skip
    studies.ingest(studies.write_study(work, study), work / "store", jobs=2, run=studies.process)
    return work / "store"


def diplotypes(store: Path, gene: str) -> pl.DataFrame:
    """Return one row per person and possible diplotype."""
    calls = studies.table(store, "pgx_calls").filter(gene_symbol=gene)
    return calls.join(studies.table(store, "pgx_sets"), on=["gene_symbol", "set_id"])


def alleles_of_panel(shared: Path, gene: str, own_tables: bool = False) -> list[tuple[str, ...]]:
    """Return the alleles that each chromosome of the panel can be, by the peer's definitions."""
    definition, found = panel_haplotypes.of_gene(shared, gene)
    newer = NEWER.get(gene, {})
    known = {*GENES[gene].definition.alleles, *newer} if own_tables else None
    unknown = WITHOUT_RECORD.get(gene, ())
    named = {each: panel_haplotypes.names(each, definition, unknown, known) for each in {*found}}
    renamed = newer if own_tables else {}
    return [tuple(renamed.get(allele, allele) for allele in named[each]) for each in found]


@pytest.mark.parametrize("gene", HAPLOTYPES)
def test_haplotypes_of_the_panel_are_as_often_as_they_were_counted(
    shared_data: Path, gene: str
) -> None:
    named = alleles_of_panel(shared_data, gene)
    counted = Counter(" or ".join(alleles) for alleles in named)
    assert len(named) == 6404
    assert {name: counted[name] for name in HAPLOTYPES[gene]} == HAPLOTYPES[gene]


@pytest.mark.long
@pytest.mark.parametrize("gene", HAPLOTYPES)
def test_the_diplotypes_of_each_person_are_those_of_the_peers_definitions(
    panel: Path, shared_data: Path, gene: str
) -> None:
    """By the alleles that both know, and where a base of no allele is never the reference."""
    named = alleles_of_panel(shared_data, gene, own_tables=True)
    theirs = [
        {tuple(sorted(pair)) for pair in itertools.product(one, two)}
        for one, two in zip(named[::2], named[1::2], strict=True)
    ]
    people = diplotypes(panel, gene).group_by("sample_index", maintain_order=True)
    ours = {
        person: {tuple(sorted(pair)) for pair in zip(one, two, strict=True)}
        for person, one, two in people.agg("allele_1", "allele_2").iter_rows()
    }
    assert ours == dict(enumerate(theirs))


@pytest.mark.long
@pytest.mark.parametrize("gene", OURS)
def test_haplotypes_that_our_tables_count_otherwise(panel: Path, gene: str) -> None:
    rows = diplotypes(panel, gene)
    assert rows.height == 3202
    counted = Counter([*rows["allele_1"], *rows["allele_2"]])
    assert {name: counted[name] for name in OURS[gene]} == OURS[gene]


def test_of_a_position_without_a_record_several_phenotypes_are_left(shared_data: Path) -> None:
    theirs = json.loads((shared_data / "pharmcat/phenotype/CYP2B6.json").read_text())
    rules = {
        tuple(sorted(Counter(entry["diplotypekey"]).elements())): entry["generesult"]
        for entry in theirs["diplotypes"]
    }
    named = alleles_of_panel(shared_data, "CYP2B6")
    people = Counter(
        frozenset(
            NO_NAME if NO_NAME in pair else rules.get(tuple(sorted(pair)), "Indeterminate")
            for pair in itertools.product(one, two)
        )
        for one, two in zip(named[::2], named[1::2], strict=True)
    )
    several = {len(told): n for told, n in people.items() if len(told) > 1}
    assert several == {3: 955, 2: 307}
    assert people[frozenset({NO_NAME})] == 115
    assert sum(people.values()) - 955 - 307 - 115 == 1825


@pytest.mark.long
def test_phenotypes_of_cyp2b6_that_its_unknown_position_leaves(panel: Path) -> None:
    """Nine people fewer have no name: what *39 to *50 need besides is not looked at."""
    of_person = diplotypes(panel, "CYP2B6").group_by("sample_index").agg("phenotype")
    people = Counter(frozenset(told) for _, told in of_person.iter_rows())
    assert people[frozenset({"Not named"})] == 115 - 9
    assert {len(told): n for told, n in people.items() if len(told) > 1} == {3: 955 + 1, 2: 307}


@pytest.mark.long
def test_what_the_panel_has_no_record_of_is_not_taken_for_the_reference(panel: Path) -> None:
    of_person = diplotypes(panel, "CYP2B6").group_by("sample_index").agg("allele_1", "allele_2")
    sets = {frozenset(zip(one, two, strict=True)) for _, one, two in of_person.iter_rows()}
    assert {("*6", "*6"), ("*6", "*9"), ("*9", "*9")} in sets
    assert {("*1", "*1"), ("*1", "*4"), ("*4", "*4")} in sets
    assert not {frozenset({("*9", "*9")}), frozenset({("*1", "*1")})} & sets
    assert diplotypes(panel, "IFNL3").is_empty()


@pytest.mark.long
@pytest.mark.parametrize(
    ("gene", "allele", "published"),
    [("CYP2C19", "*2", 0.284), ("CYP2C19", "*3", 0.072), ("CYP2C19", "*17", 0.021),
     ("CYP3A5", "*3", 0.746)],
)  # fmt: skip
def test_alleles_of_east_asians_are_about_as_frequent_as_cpic_says(
    panel: Path, gene: str, allele: str, published: float
) -> None:
    of_group = {"grouping": "superpopulation", "group_id": "EAS", "gene_symbol": gene}
    counts = studies.table(panel, "pgx_allele_counts").filter(**of_group, allele=allele)
    genes = studies.table(panel, "pgx_gene_counts").filter(**of_group)
    frequency = counts["n_certain"].sum() / genes["n_chromosomes"].sum()
    assert frequency == pytest.approx(published, abs=0.06)
