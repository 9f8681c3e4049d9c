"""Diplotypes beside PharmCAT's matcher and its phenotypes, and the frequencies of CPIC."""

import json
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


def test_the_frequencies_that_come_with_straits_are_those_of_cpic(shared_data: Path) -> None:
    made = build_pharmacogene_frequencies.build(shared_data / "cpic_frequency")
    shipped = read_table("frequencies").with_columns(pl.col("frequency").cast(pl.Float64))
    assert shipped.equals(made)
    of_one = {"gene_symbol": "CYP2C19", "allele": "*2", "population": "East Asian"}
    assert shipped.filter(**of_one)["frequency"].to_list() == [0.28352]
