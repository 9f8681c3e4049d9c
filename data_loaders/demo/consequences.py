"""What each variant does to its gene, as an annotator would write it.

Where a variant lies in the canonical transcript is true; what it does to an invented sequence is
drawn at plausible rates, but for the anchors, whose consequence is known.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data_loaders.demo.loci import Locus

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

CSQ_FIELDS = "Allele|Consequence|IMPACT|SYMBOL|Gene|Feature_type|Feature|BIOTYPE"
ANN_FIELDS = (
    "Allele | Annotation | Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | "
    "Transcript_BioType | Rank | HGVS.c | HGVS.p | cDNA.pos / cDNA.length | CDS.pos / CDS.length | "
    "AA.pos / AA.length | Distance | ERRORS / WARNINGS / INFO"
)

_COMMON = 0.01
# Shares of synonymous, missense and stop-gained among coding single-base changes: selection has
# taken most of the damaging ones from among the common.
_CODING = ("synonymous_variant", "missense_variant", "stop_gained")
_CODING_SHARES = {True: (0.48, 0.52, 0.0), False: (0.30, 0.66, 0.04)}


def add_consequences(
    rng: np.random.Generator, locus: Locus, variants: pl.DataFrame, highest: NDArray[np.float64]
) -> pl.DataFrame:
    """Add the column `consequence`, one Sequence Ontology term per variant.

    highest
        The highest frequency of each variant in any group; damaging ones stay rare.
    """
    known = dict(locus.anchors.select("rsid", "consequence").iter_rows())
    terms = [
        known[rsid] if rsid else _term(rng, locus, pos, len(alt) - len(ref), p >= _COMMON)
        for pos, ref, alt, rsid, p in zip(
            *variants.select("pos", "ref", "alt", "rsid"), highest.tolist(), strict=True
        )
    ]
    return variants.with_columns(consequence=pl.Series(terms, dtype=pl.String))


def csq(locus: Locus, ref: str, alt: str, consequence: str) -> str:
    """Write one entry of VEP's CSQ; an indel is named without the base before it."""
    allele = alt if len(ref) == len(alt) else (alt[1:] or "-")
    return (
        f"{allele}|{consequence}|{IMPACT[consequence]}|{locus.gene_symbol}|{locus.gene_id}|"
        f"Transcript|{locus.transcript_id}|protein_coding"
    )


def ann(locus: Locus, alt: str, consequence: str) -> str:
    """Write one entry of SnpEff's ANN."""
    return (
        f"{alt}|{consequence}|{IMPACT[consequence]}|{locus.gene_symbol}|{locus.gene_id}|"
        f"transcript|{locus.transcript_id}|protein_coding||||||||"
    )


def _term(rng: np.random.Generator, locus: Locus, pos: int, grown: int, is_common: bool) -> str:
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
    if grown % 3:
        return "frameshift_variant"
    if grown:
        return "inframe_insertion" if grown > 0 else "inframe_deletion"
    return str(rng.choice(_CODING, p=_CODING_SHARES[is_common]))


def _intronic(from_left: int, from_right: int, forward: bool) -> str:
    """Name a variant by its distance in bases from the exons on either side of its intron."""
    if min(from_left, from_right) <= 2:
        is_donor = (from_left <= 2) == forward
        return "splice_donor_variant" if is_donor else "splice_acceptor_variant"
    return "splice_region_variant" if min(from_left, from_right) <= 8 else "intron_variant"
