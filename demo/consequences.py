"""What each variant does to its gene, as an annotator would write it.

Where a variant lies in the canonical transcript is true, and what it does there follows from an
invented sequence; that of the anchors is as published.
"""

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from demo import names
from demo.loci import Locus
from demo.sequence import TRANSITION, reference
from demo.transcript import Transcript

# Sequence Ontology terms with the impact that Ensembl VEP and SnpEff give them.
IMPACT = {
    "stop_gained": "HIGH",
    "frameshift_variant": "HIGH",
    "splice_acceptor_variant": "HIGH",
    "splice_donor_variant": "HIGH",
    "missense_variant": "MODERATE",
    "inframe_deletion": "MODERATE",
    "inframe_insertion": "MODERATE",
    "synonymous_variant": "LOW",
    "splice_region_variant": "LOW",
    "5_prime_UTR_variant": "MODIFIER",
    "3_prime_UTR_variant": "MODIFIER",
    "intron_variant": "MODIFIER",
    "upstream_gene_variant": "MODIFIER",
    "downstream_gene_variant": "MODIFIER",
}

# What `add_consequences` adds.
COLUMNS = ("consequence", "hgvs_c", "hgvs_p", "exon")

CSQ_FIELDS = "Allele|Consequence|IMPACT|SYMBOL|Gene|Feature_type|Feature|BIOTYPE|EXON|HGVSc|HGVSp"
ANN_FIELDS = (
    "Allele | Annotation | Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | "
    "Transcript_BioType | Rank | HGVS.c | HGVS.p | cDNA.pos / cDNA.length | CDS.pos / CDS.length | "
    "AA.pos / AA.length | Distance | ERRORS / WARNINGS / INFO"
)

_COMMON = 0.01
# Shares of synonymous, missense and stop-gained wanted among coding single-base changes: selection
# has taken most of the damaging ones from among the common.
_CODING = ("synonymous_variant", "missense_variant", "stop_gained")
_CODING_SHARES = {True: (0.48, 0.52, 0.0), False: (0.30, 0.66, 0.04)}


def add_consequences(
    rng: np.random.Generator, locus: Locus, variants: pl.DataFrame, highest: NDArray[np.float64]
) -> pl.DataFrame:
    """Add what each variant does to the canonical transcript, as of COLUMNS.

    consequence is one Sequence Ontology term, hgvs_c and hgvs_p as HGVS has them (null outside the
    transcript, and where no protein changes), exon its number and how many there are, such as 5/9.
    A coding single-base change gets another alternate allele if that makes a drawn consequence
    true, so that there are as many of each kind as selection leaves.

    highest
        The highest frequency of each variant in any group; damaging ones stay rare.
    """
    transcript = Transcript.of(locus, reference(locus))
    known = {row["rsid"]: row for row in locus.anchors.iter_rows(named=True)}
    n_at = dict(variants["pos"].value_counts().iter_rows())
    effects: list[dict[str, str | None]] = []
    for pos, ref, alt, rsid, p in zip(
        *variants.select("pos", "ref", "alt", "rsid"), highest.tolist(), strict=True
    ):
        if rsid:
            effects.append({"alt": alt, **_anchor(transcript, known[rsid])})
            continue
        at = transcript.index(pos)
        if len(ref) == len(alt) and transcript.is_coding(at, at):
            wanted = str(rng.choice(_CODING, p=_CODING_SHARES[p >= _COMMON]))
            others = [alt] if n_at[pos] > 1 else [alt, *(set("ACGT") - {ref, alt})]
            effects.append(_substitution(transcript, pos, ref, others, wanted, p >= _COMMON))
            continue
        effects.append({"alt": alt, **_elsewhere(transcript, pos, ref, alt)})
    return variants.with_columns(
        pl.Series(name, [row[name] for row in effects], pl.String) for name in ("alt", *COLUMNS)
    )


def csq(
    locus: Locus, ref: str, alt: str, consequence: str, hgvs_c: str, hgvs_p: str, exon: str
) -> str:
    """Write one entry of VEP's CSQ; an indel is named without the base before it."""
    allele = alt if len(ref) == len(alt) else (alt[1:] or "-")
    coding = f"{locus.transcript_id}:{hgvs_c}" if hgvs_c else ""
    return (
        f"{allele}|{consequence}|{IMPACT[consequence]}|{locus.gene_symbol}|{locus.gene_id}|"
        f"Transcript|{locus.transcript_id}|protein_coding|{exon}|{coding}|"
        f"{hgvs_p.replace('=', '%3D')}"
    )


def ann(locus: Locus, alt: str, consequence: str, hgvs_c: str, hgvs_p: str, exon: str) -> str:
    """Write one entry of SnpEff's ANN."""
    # SnpEff writes an amino acid that stays twice.
    protein = f"{hgvs_p[:-1]}{hgvs_p[2:5]}" if hgvs_p.endswith("=") else hgvs_p
    return (
        f"{alt}|{consequence}|{IMPACT[consequence]}|{locus.gene_symbol}|{locus.gene_id}|"
        f"transcript|{locus.transcript_id}|protein_coding|{exon}|{hgvs_c}|{protein}|||||"
    )


def _anchor(transcript: Transcript, anchor: dict[str, Any]) -> dict[str, str | None]:
    own = _names(transcript, anchor["pos"], anchor["ref"], anchor["alt"])
    if anchor["consequence"] == "missense_variant" and anchor["protein"] is None:
        # It changes the protein of another transcript.
        own |= {"hgvs_c": None, "exon": None}
    return {**own, "consequence": anchor["consequence"], "hgvs_p": anchor["protein"]}


def _substitution(
    transcript: Transcript, pos: int, ref: str, alts: list[str], wanted: str, is_common: bool
) -> dict[str, str | None]:
    """Return the first of some alternate alleles that does what is wanted, or else the first."""
    effects = [{"alt": alt, **_coding(transcript, pos, ref, alt)} for alt in sorted(alts)]
    effects.sort(key=lambda told: (told["alt"] != alts[0], told["alt"] != TRANSITION[ref]))
    fitting = [told for told in effects if told["consequence"] == wanted]
    bearable = [
        told for told in effects if not (is_common and told["consequence"] == "stop_gained")
    ]
    return (fitting or bearable or effects)[0]


def _coding(transcript: Transcript, pos: int, ref: str, alt: str) -> dict[str, str | None]:
    of = names.change(transcript, pos, ref, alt)
    pair = names.proteins(transcript, of)
    own = _names(transcript, pos, ref, alt)
    name = names.protein_name(pair, 0)
    if name is None and pair is not None:
        place = (transcript.place[of.low] - transcript.coding[0]) // 3
        return {
            **own, "consequence": _CODING[0], "hgvs_p": names.unchanged_name(pair[0], place),
        }  # fmt: skip
    is_stop = name is not None and name.endswith("Ter")
    return {**own, "consequence": _CODING[2 if is_stop else 1], "hgvs_p": name}


def _elsewhere(transcript: Transcript, pos: int, ref: str, alt: str) -> dict[str, str | None]:
    grows_by = len(alt) - len(ref)
    of = names.change(transcript, pos, ref, alt)
    pair = names.proteins(transcript, of)
    own = _names(transcript, pos, ref, alt)
    if pair is not None:
        name = names.protein_name(pair, grows_by)
        return {**own, "consequence": _coding_indel(pair, grows_by), "hgvs_p": name}
    first, last = (of.low - 1, of.low) if of.low == of.high else (of.low, of.high - 1)
    terms = {_term(transcript.locus, transcript.position(at)) for at in range(first, last + 1)}
    worst = next((term for term in IMPACT if term in terms), "intron_variant")
    if of.low == of.high and len(terms) > 1:
        # Between an exon and an intron nothing of either is changed.
        worst = "splice_region_variant"
    return {**own, "consequence": worst, "hgvs_p": None}


def _coding_indel(pair: tuple[str, str], grows_by: int) -> str:
    if grows_by % 3:
        return "frameshift_variant"
    if len(pair[1]) != len(pair[0]) + grows_by // 3:
        return "stop_gained"
    return "inframe_insertion" if grows_by > 0 else "inframe_deletion"


def _names(transcript: Transcript, pos: int, ref: str, alt: str) -> dict[str, str | None]:
    of = names.change(transcript, pos, ref, alt)
    number = transcript.exon_number(of.low)
    exon = f"{number}/{len(transcript.exons)}" if number else None
    return {"hgvs_c": names.coding_name(transcript, of), "exon": exon}


def _term(locus: Locus, pos: int) -> str:
    """Name one position by where it is, coding ones as if they were not."""
    forward = locus.strand == "+"
    first, last = int(locus.exons[0, 0]), int(locus.exons[-1, 1])
    if pos < first or pos > last:
        return "upstream_gene_variant" if (pos < first) == forward else "downstream_gene_variant"
    after = int(np.searchsorted(locus.exons[:, 0], pos, side="right"))
    start, end = locus.exons[after - 1]
    if pos > end:
        return _intronic(pos - end, locus.exons[after, 0] - pos, forward)
    if not locus.cds[0] <= pos <= locus.cds[1]:
        return "5_prime_UTR_variant" if (pos < locus.cds[0]) == forward else "3_prime_UTR_variant"
    return "coding"


def _intronic(from_left: int, from_right: int, forward: bool) -> str:
    """Name a variant by its distance in bases from the exons on either side of its intron."""
    if min(from_left, from_right) <= 2:
        is_donor = (from_left <= 2) == forward
        return "splice_donor_variant" if is_donor else "splice_acceptor_variant"
    return "splice_region_variant" if min(from_left, from_right) <= 8 else "intron_variant"
