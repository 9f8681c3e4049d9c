"""Diplotypes beside PharmCAT's matcher, its phenotypes, and 3,202 people of 1000 Genomes."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from data_loaders.pharmacogenes.definition_tables import (
    Pharmacogene,
    read_pharmacogenes,
    read_table,
)
from straits import genome
from straits.pharmacogenes.diplotype_sets import UNKNOWN, DiplotypeSets, GeneCalls
from straits.pharmacogenes.phenotypes_of_sets import phenotypes
from tests.builders import studies
from tools import build_pharmacogene_frequencies

GENES = {gene.symbol: gene for gene in read_pharmacogenes("GRCh38")}
# What PharmCAT's tests expect of the files of its matcher, of which two may be left.
EXPECTED = {
    "CYP2B6/s1s1": "*1/*1", "CYP2B6/s1s34": "*1/*34", "NUDT15/refref": "*1/*1",
    "NUDT15/s2ref": "*1/*2", "SLCO1B1/s1s15": "*1/*15", "SLCO1B1/s1s44": "*1/*44",
    "SLCO1B1/s5s15": "*5/*15", "SLCO1B1/s5s45": "*5/*45", "SLCO1B1/SLCO1B1_s1_s14_t1": "*1/*14",
    "SLCO1B1/SLCO1B1_s14_s19_t1": "*14/*19", "SLCO1B1/SLCO1B1_s15_s45_t1": "*15/*45",
    "SLCO1B1/SLCO1B1_s37_s40_t1": "*37/*40", "SLCO1B1/SLCO1B1_s5_s14_t1": "*5/*14",
    "SLCO1B1/s1as15s1bs5missing": "*1/*15", "TPMT/s1s1": "*1/*1", "TPMT/s3as3b": "*3A/*3B",
    "TPMT/hom1s_het3a": "*1/*3A", "TPMT/s3bs3c": "*3B/*3C",
    "UGT1A1/s1s28s60s80unphased": "*1/*80+*28", "UGT1A1/s1s37s80s60phased": "*1/*80+*37",
    "UGT1A1/s28s80s6s60phased": "*6/*80+*28", "UGT1A1/s28s80s6s60unphased": "*6/*80+*28",
    "UGT1A1/s28s37unphaseds80s60missing": "*28/*37", "UGT1A1/s6s6": "*6/*6",
    "UGT1A1/s27s28unphaseds80s60missing": "*27/*28", "UGT1A1/s28s28unphaseds60s80miss": "*28/*28",
    "UGT1A1/s6s60s80s28missingphased": "*6/*80", "UGT1A1/s80s28missing": "*1/*80",
    "cyp2c19/s1s1": "*1/*1", "cyp2c19/s1s2": "*1/*2", "cyp2c19/s1s28": "*1/*28",
    "cyp2c19/s15s28": "*15/*28", "cyp2c19/s1s4b": "*1/*4", "cyp2c19/s2s3": "*2/*3",
    "cyp2c19/s4s17het": "*4/*17", "cyp2c19/s4as4b": "*4/*4", "cyp2c19/s1s17s1s4bmissing": "*1/*17",
    "cyp2c19/s4bs17rs28399504missing": "*4/*4", "cyp2c19/s1s2rs58973490het": "*1/*2",
    "cyp2c19/rs12769205missingrs4244285het": "*1/*2", "cyp2c9/s1s1": "*1/*1",
    "cyp2c9/s2s25": "*2/*25", "cyp2c9/s24s24": "*24/*24", "cyp2c9/s3s18m94981296": "*3/*18",
    "cyp3a5/s1s1": "*1/*1", "cyp3a5/s1s7": "*1/*7", "cyp3a5/s1s7missing": "*1/*7",
    "cyp3a5/s1s3rs776746rs28383479het": "*3/*9", "cyp3a5/s3s9-homozygous": "*3/*9",
    "cyp4f2/s1s1": "*1/*1", "VKORC1/-1639A-1639A": "rs9923231/rs9923231",
    "VKORC1/-1639G-1639G": "Reference/Reference", "IFNL3/rs12979860CC": "Reference/Reference",
    "IFNL3/rs12979860CT": "Reference/rs12979860", "DPYD/novariant": "Reference/Reference",
    "DPYD/c1156het": "Reference/c.1156G>T (*12)",
    "DPYD/c1679c1156": "c.1156G>T (*12)/c.1679T>G (*13)",
    "DPYD/c557c703": "c.703C>T (*8)/c.557A>G",
}  # fmt: skip


def calls_of(path: Path, gene: Pharmacogene) -> GeneCalls:
    """Return what the one sample of a matcher's file has; a record says what is at its bases."""
    codes = [UNKNOWN] * len(gene.changes)
    is_phased = [True] * len(codes)
    others: list[tuple[int, bool]] = []
    for line in path.read_text().splitlines():
        fields = line.split("\t")
        if line.startswith("#") or len(fields) < 10:
            continue
        # One file has an empty column, where ALT stands for REF.
        pos, ref = int(fields[1]), fields[3] or fields[4]
        alts = [alt for alt in fields[4].split(",") if alt != "." and fields[3]]
        written = fields[9].split(":")[0]
        called = written.replace("|", "/").split("/")
        if "." in called:
            continue
        named = set()
        for at, (start, bases, alt) in enumerate(gene.changes):
            is_indel = len(bases) != len(alt)
            is_within = pos <= start and start + len(bases) <= pos + len(ref)
            if start == pos if is_indel else is_within:
                codes[at] = 0
                for number, other in enumerate(alts, 1):
                    if genome.trim(pos, ref, other) == gene.changes[at]:
                        named.add(str(number))
                        codes[at] = sum(
                            bit for copy, bit in zip(called, (1, 2), strict=True)
                            if copy == str(number)
                        )  # fmt: skip
                        is_phased[at] = "|" in written
        is_defining = any(start == pos for start, *_ in gene.changes)
        for number in {*called} - named - {"0"}:
            if is_defining:
                bits = (bit for copy, bit in zip(called, (1, 2), strict=True) if copy == number)
                others.append((sum(bits), "|" in written))
    codes += [code for code, _ in others]
    is_phased += [way for _, way in others]
    return GeneCalls(np.array([codes], np.uint8), np.array(is_phased), np.array([2], np.int8))


@pytest.mark.parametrize("name", EXPECTED)
def test_what_the_peer_expects_is_in_the_set(shared_data: Path, name: str) -> None:
    folder, file = name.split("/")
    gene = GENES[folder.upper()]
    calls = calls_of(shared_data / "pharmcat/matcher_tests" / folder / f"{file}.vcf", gene)
    found = DiplotypeSets(gene.definition)
    pairs = found.sets[int(found.of_people(calls)[0])]
    names = [sorted(gene.definition.alleles[allele] for allele in pair) for pair in pairs]
    assert sorted(EXPECTED[name].split("/")) in names
    own = calls.codes[0, : len(gene.changes)]
    is_het = (own == 1) | (own == 2)
    is_sure = not (own == UNKNOWN).any() and not (is_het & ~calls.is_phased).sum() > 1
    # Larger than one only where phase or a position is not known.
    assert len(names) == 1 or not is_sure


@pytest.mark.parametrize(
    "gene", [gene for gene in GENES if gene not in ("CYP4F2", "G6PD", "VKORC1", "ABCG2", "IFNL3")]
)
def test_phenotypes_are_those_of_the_peer(shared_data: Path, gene: str) -> None:
    theirs = json.loads((shared_data / "pharmcat/phenotype" / f"{gene}.json").read_text())
    ours = GENES[gene]
    known = theirs["haplotypes"]
    place = {name: at for at, name in enumerate(ours.definition.alleles)}
    n_compared, unequal = 0, []
    for entry in theirs["diplotypes"]:
        pair = [name for name, n in entry["diplotypekey"].items() for _ in range(n)]
        if not all(name in place and name in known for name in pair) or len(pair) != 2:
            continue
        one, two = sorted(place[name] for name in pair)
        told = phenotypes(((one, two),), ours.values, ours.rules)[0]
        n_compared += 1
        if told != entry["generesult"]:
            unequal.append((pair, told, entry["generesult"]))
    assert n_compared > 5
    assert unequal == []


# Haplotypes of the 6,404, with all relatives. Where the tables lack a newer allele, its people are
# not named, or have the allele that it was made of.
HAPLOTYPES = {
    "CYP2C19": {"*1": 3455, "*2": 1379, "*17": 1018, "*38": 292, "*3": 84, "*35": 53, "*13": 38,
                "*34": 15, "not named": 4},
    "CYP2C9": {"*1": 5400, "*2": 318, "*3": 293, "*9": 150, "*8": 100, "*11": 49, "*5": 28,
               "not named": 4 + 2},
    "CYP3A5": {"*3": 3941, "*1": 1954, "*6": 298, "*7": 211},
    "TPMT": {"*1": 6031, "*3C": 163, "*3A": 91, "*24": 54, "*8": 43, "*2": 13, "*16": 2,
             "not named": 2},
    # Two have C at 48037784, where *1 has G and another allele A.
    "NUDT15": {"*1": 6101 - 2, "*3": 150, "*2": 88, "*6": 32, "*5": 17, "*4": 9, "*9": 5},
    "SLCO1B1": {"*15": 463, "*14": 356, "*20": 233, "*27": 86, "*31": 71},
    # One has two lengths of the repeat on one chromosome.
    "UGT1A1": {"*1": 3715, "*80+*28": 2177, "*6": 201, "*36": 191, "*80+*37": 94 - 1,
               "not named": 19 + 1, "*28": 4},
    "VKORC1": {"rs9923231": 2200},
    "ABCG2": {"rs2231142": 732},
    "CYP4F2": {"*1": 3838 + 20 + 2},
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


@pytest.mark.long
@pytest.mark.parametrize("gene", HAPLOTYPES)
def test_haplotypes_of_the_panel_are_as_often_as_they_were_counted(panel: Path, gene: str) -> None:
    rows = diplotypes(panel, gene)
    assert rows.height == 3202
    counted = Counter([*rows["allele_1"], *rows["allele_2"]])
    assert {name: counted[name] for name in HAPLOTYPES[gene]} == HAPLOTYPES[gene]


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


def test_the_frequencies_that_come_with_straits_are_those_of_cpic(shared_data: Path) -> None:
    made = build_pharmacogene_frequencies.build(shared_data / "cpic_frequency")
    shipped = read_table("frequencies").with_columns(pl.col("frequency").cast(pl.Float64))
    assert shipped.equals(made)
    of_one = {"gene_symbol": "CYP2C19", "allele": "*2", "population": "East Asian"}
    assert shipped.filter(**of_one)["frequency"].to_list() == [0.28352]
