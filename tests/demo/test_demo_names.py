"""The names of the demo's variants, undone: applied to the sequence they must give the variant."""

import re

import numpy as np
import polars as pl
import pytest

from demo import consequences, sequence
from demo.loci import Locus, read_anchors, read_loci

LOCI = {locus.gene_symbol: locus for locus in read_loci()}
# Both strands, one exon and many, untranslated exons.
SYMBOLS = ("CYP2C19", "CYP2C9", "G6PD", "TPMT", "LDLR", "HBB", "APOE", "GJB2")

AMINO_ACIDS = {
    "Ala": "GCT GCC GCA GCG", "Arg": "CGT CGC CGA CGG AGA AGG", "Asn": "AAT AAC", "Asp": "GAT GAC",
    "Cys": "TGT TGC", "Gln": "CAA CAG", "Glu": "GAA GAG", "Gly": "GGT GGC GGA GGG",
    "His": "CAT CAC", "Ile": "ATT ATC ATA", "Leu": "TTA TTG CTT CTC CTA CTG", "Lys": "AAA AAG",
    "Met": "ATG", "Phe": "TTT TTC", "Pro": "CCT CCC CCA CCG", "Ser": "TCT TCC TCA TCG AGT AGC",
    "Thr": "ACT ACC ACA ACG", "Trp": "TGG", "Tyr": "TAT TAC", "Val": "GTT GTC GTA GTG",
    "Ter": "TAA TAG TGA",
}  # fmt: skip
CODON = {codon: name for name, codons in AMINO_ACIDS.items() for codon in codons.split()}


def named(locus: Locus, seed: int = 3) -> pl.DataFrame:
    """Return some hundred variants of a locus with their names, anchors included."""
    rng = np.random.default_rng(seed)
    positions = sequence.choose_positions(rng, locus, 400)
    is_young = np.ones(len(positions), bool)
    none = np.array([], np.int64)
    spelled = sequence.spell(rng, locus, positions, none, is_young)
    spelled = spelled.with_columns(rsid=pl.lit(None, pl.String))
    anchors = locus.anchors.select("contig", pl.col("pos").cast(pl.Int64), "ref", "alt", "rsid")
    variants = pl.concat([spelled, anchors]).sort("pos")
    return consequences.add_consequences(rng, locus, variants, np.full(variants.height, 0.001))


def oriented(locus: Locus, bases: str) -> str:
    """Return bases as the transcript's strand has them."""
    return bases if locus.strand == "+" else bases[::-1].translate(str.maketrans("ACGT", "TGCA"))


def counted(locus: Locus) -> dict[str, int]:
    """Return, by coordinate (c.) of each exonic base, its place along the locus from 0."""
    forward = locus.strand == "+"
    exonic = [pos for start, end in locus.exons.tolist() for pos in range(start, end + 1)]
    exonic = exonic if forward else exonic[::-1]
    first, last = locus.cds if forward else locus.cds[::-1]
    of_pos: dict[str, int] = {}
    begin, stop = exonic.index(first), exonic.index(last)
    for at, pos in enumerate(exonic):
        name = f"*{at - stop}" if at > stop else str(at - begin + (at >= begin))
        of_pos[name] = pos - locus.start if forward else locus.end - pos
    return of_pos


def place(coordinates: dict[str, int], text: str) -> int:
    exonic, sign, away = re.fullmatch(r"([*-]?\d+)(?:([+-])(\d+))?", text).groups()
    return coordinates[exonic] + (int(f"{sign}{away}") if sign else 0)


def undone(coordinates: dict[str, int], whole: str, name: str) -> str:
    """Return a sequence with the change that a c. name describes."""
    number = r"[*-]?\d+(?:[+-]\d+)?"
    one, two, what = re.fullmatch(
        rf"c\.({number})(?:_({number}))?([ACGT]>[ACGT]|del|dup|ins[ACGT]+)", name
    ).groups()
    low = place(coordinates, one)
    high = place(coordinates, two) if two else low
    if ">" in what:
        assert whole[low] == what[0], name
        return whole[:low] + what[2] + whole[low + 1 :]
    if what == "del":
        return whole[:low] + whole[high + 1 :]
    if what == "dup":
        return whole[: high + 1] + whole[low : high + 1] + whole[high + 1 :]
    assert high == low + 1, name
    return whole[:high] + what.removeprefix("ins") + whole[high:]


def protein(coding: str) -> list[str]:
    """Return the amino acids up to and with the first stop."""
    found = []
    for start in range(0, len(coding) - 2, 3):
        found.append(CODON[coding[start : start + 3]])
        if found[-1] == "Ter":
            break
    return found


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_a_coding_name_gives_back_the_variant_it_names(symbol: str) -> None:
    locus = LOCI[symbol]
    bases = sequence.reference(locus)
    whole, coordinates = oriented(locus, bases), counted(locus)
    variants = named(locus)
    assert variants["hgvs_c"].is_not_null().sum() > 100
    for row in variants.drop_nulls("hgvs_c").iter_rows(named=True):
        at = row["pos"] - locus.start
        changed = bases[:at] + row["alt"] + bases[at + len(row["ref"]) :]
        name = row["hgvs_c"]
        assert undone(coordinates, whole, name) == oriented(locus, changed), row
        # Moved on by one base, an indel would be another change: it stands at the 3' end.
        if "del" in name and "_" not in name and name[2:-3].isdecimal():
            later = f"c.{int(name[2:-3]) + 1}del"
            if str(int(name[2:-3]) + 1) in coordinates:
                assert undone(coordinates, whole, later) != oriented(locus, changed), row


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_a_protein_name_gives_back_the_protein(symbol: str) -> None:
    locus = LOCI[symbol]
    bases = sequence.reference(locus)
    forward = locus.strand == "+"
    variants = named(locus).filter(pl.col("rsid").is_null()).drop_nulls("hgvs_p")
    assert variants.height > 20

    def read(changes: dict[int, str], skipped: set[int]) -> list[str]:
        """Return the protein with some bases (by position) replaced, left out or added to."""
        exonic = [pos for start, end in locus.exons.tolist() for pos in range(start, end + 1)]
        inside = [
            pos for pos in exonic if (pos >= locus.cds[0] if forward else pos <= locus.cds[1])
        ]
        letters = "".join(
            "" if pos in skipped else changes.get(pos, bases[pos - locus.start]) for pos in inside
        )
        return protein(letters if forward else oriented(locus, letters))

    old = read({}, set())
    assert old[0] == "Met"
    assert old.index("Ter") == len(old) - 1
    for row in variants.iter_rows(named=True):
        pos, ref, alt = row["pos"], row["ref"], row["alt"]
        if len(ref) == len(alt):
            new = read({pos: alt}, set())
        elif len(ref) > len(alt):
            new = read({}, set(range(pos + 1, pos + len(ref))))
        else:
            new = read({pos: alt}, set())
        assert applied(old, row["hgvs_p"], new) == new, (row, new[:5])


def applied(old: list[str], name: str, new: list[str]) -> list[str]:
    """Return a protein with the change that a p. name describes; a frameshift's tail is taken."""
    if found := re.fullmatch(r"p\.([A-Z][a-z]{2})(\d+)(=|[A-Z][a-z]{2})", name):
        before, number, after = found.groups()
        at = int(number) - 1
        assert old[at] == before, name
        if after == "=":
            return old
        return old[:at] + ["Ter"] if after == "Ter" else [*old[:at], after, *old[at + 1 :]]
    if found := re.fullmatch(r"p\.([A-Z][a-z]{2})(\d+)([A-Z][a-z]{2})fsTer(\d+|\?)", name):
        before, number, after, length = found.groups()
        at = int(number) - 1
        assert (old[at], new[at]) == (before, after), name
        assert old[:at] == new[:at]
        if length == "?":
            assert "Ter" not in new
        else:
            assert new.index("Ter") == at + int(length) - 1, name
        return new
    one, first, two, last, what = re.fullmatch(
        r"p\.([A-Z][a-z]{2})(\d+)(?:_([A-Z][a-z]{2})(\d+))?(del|dup|ins\w+|delins\w+)", name
    ).groups()
    low, high = int(first) - 1, int(last or first) - 1
    assert (old[low], old[high]) == (one, two or one), name
    added = re.findall("[A-Z][a-z]{2}", what.split("ins")[1]) if "ins" in what else []
    if what == "dup":
        return old[: high + 1] + old[low : high + 1] + old[high + 1 :]
    if what.startswith("del"):
        return old[:low] + added + old[high + 1 :]
    return old[:high] + added + old[high:]


def test_terms_fit_the_names() -> None:
    for symbol in SYMBOLS:
        rows = named(LOCI[symbol]).filter(pl.col("rsid").is_null())
        for row in rows.iter_rows(named=True):
            term, name = row["consequence"], row["hgvs_p"] or ""
            if term == "missense_variant":
                assert re.fullmatch(r"p\.[A-Z][a-z]{2}\d+[A-Z][a-z]{2}", name), row
                assert not name.endswith("Ter")
            elif term == "synonymous_variant":
                assert name.endswith("="), row
            elif term == "stop_gained":
                assert name.endswith("Ter") or not name, row
            elif term in ("intron_variant", "splice_donor_variant", "splice_acceptor_variant"):
                assert re.search(r"\d[+-]\d", row["hgvs_c"]), row
            elif term in ("upstream_gene_variant", "downstream_gene_variant"):
                assert row["hgvs_c"] is None
            elif term == "5_prime_UTR_variant":
                assert row["hgvs_c"].startswith("c.-"), row
            elif term == "3_prime_UTR_variant":
                assert row["hgvs_c"].startswith("c.*"), row


# As published; the numbers come of the transcript's model alone.
PUBLISHED = {
    "rs4244285": "c.681G>A", "rs4986893": "c.636G>A", "rs334": "c.20A>T", "rs671": "c.1510G>A",
    "rs3918290": "c.1905+1G>A", "rs776746": "c.219-237A>G", "rs3892097": "c.506-1G>A",
    "rs80338939": "c.35del", "rs555607708": "c.1100del", "rs113993960": "c.1521_1523del",
    "rs80357914": "c.68_69del", "rs80357906": "c.5266dup", "rs80359550": "c.5946del",
    "rs386834236": "c.-32-13T>G", "rs1799963": "c.*97G>A", "rs80338720": "c.852_855del",
    "rs1800562": "c.845G>A", "rs429358": "c.388T>C", "rs12248560": None,
}  # fmt: skip


def test_the_anchors_have_their_published_names() -> None:
    found = {}
    for symbol in read_anchors()["gene_symbol"].unique().to_list():
        locus = LOCI[symbol]
        variants = locus.anchors.select(
            "contig", pl.col("pos").cast(pl.Int64), "ref", "alt", "rsid"
        )
        rng = np.random.default_rng(1)
        rows = consequences.add_consequences(rng, locus, variants, np.zeros(variants.height))
        for row in rows.iter_rows(named=True):
            found[row["rsid"]] = row["hgvs_c"]
            number = re.match(r"p\.[A-Z][a-z]{2}(\d+)(?:=|[A-Z][a-z]{2}$)", row["hgvs_p"] or "")
            if number:
                coding = int(re.match(r"c\.(\d+)[ACGT]>", row["hgvs_c"])[1])
                assert int(number[1]) == (coding + 2) // 3, row
    assert {rsid: found[rsid] for rsid in PUBLISHED} == PUBLISHED
