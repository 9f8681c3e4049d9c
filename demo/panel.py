"""An external panel beside the demo study: counts by group of people who are in no site's files."""

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from demo.loci import BUILD
from demo.populations import stream
from straits import genome

PANEL_ID, NAME = "panel", "Reference panel"
FILE = "panel/panel.vcf"
# Each group of the panel: the study's group of the same ancestry, its label, and its people. Malay
# has none, as in the panels that there are.
GROUPS = {
    "eur": ("danish", "European", 4_000),
    "eas": ("chinese", "East Asian", 2_000),
    "sas": ("indian", "South Asian", 800),
}
COLOURS = {"eur": "#56B4E9", "eas": "#E69F00", "sas": "#999933"}
# Counts above 0 and below this are not published of one group.
CENSORED_GROUP, CENSORED_BELOW = "sas", 5
# How far a group of the panel has drifted from the group of its ancestry.
_DRIFT = 0.003


def write_panel(folder: Path, seed: int, variants: pl.DataFrame) -> pl.DataFrame:
    """Write the panel's VCF and return what it says, one row per allele and group.

    variants
        contig, pos, ref, alt and the frequency put into each group of the study, in any order; of
        an artefact, which nobody has, it is 0.

    Columns: contig, pos, ref, alt, group_id, ac (null where it is censored), ac_low, ac_high, an,
    hom_alt (null on X, where nobody says who has one copy). Half of the alleles that no group
    of the study has often are not in the panel at all, but all artefacts are: as looked at and
    not seen.
    """
    rng = stream(seed, PANEL_ID)
    order = pl.col("contig").replace_strict(genome.CONTIG_ORDER, return_dtype=pl.Int32)
    kept = variants.sort(order, "pos", "ref", "alt")
    common = kept.select(pl.max_horizontal(of for of, *_ in GROUPS.values())).to_series() > 0.01
    is_sent = common.to_numpy() | (rng.random(kept.height) < 0.5)
    is_sent |= (kept["kind"] == "artefact").to_numpy()
    kept = kept.filter(pl.Series(is_sent))
    is_x = (kept["contig"] == "chrX").to_numpy()
    parts = []
    for group_id, (of, _, n_people) in GROUPS.items():
        counts = _counts(rng, kept[of].to_numpy(), is_x, n_people)
        parts.append(kept.select("contig", "pos", "ref", "alt").with_columns(
            pl.lit(group_id).alias("group_id"), *counts
        ))  # fmt: skip
    told = pl.concat([_censored(part) for part in parts])
    path = folder / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_vcf(kept, told))
    return told


def _counts(
    rng: np.random.Generator, frequency: NDArray[np.float64], is_x: NDArray[np.bool_], n_people: int
) -> list[pl.Series]:
    """Return ac, an and hom_alt of people drawn from a group that has drifted a little."""
    varies = (frequency > 0) & (frequency < 1)
    mean = np.where(varies, frequency, 0.5)
    shape = (1 - _DRIFT) / _DRIFT
    af = np.where(varies, rng.beta(mean * shape, (1 - mean) * shape), frequency)
    called = rng.binomial(n_people, 0.995, len(frequency))
    # On X half of the people have one copy.
    n_diploid = np.where(is_x, called // 2, called)
    hom_alt = rng.binomial(n_diploid, af**2)
    rest = n_diploid - hom_alt
    het = rng.binomial(rest, np.where(af < 1, 2 * af * (1 - af) / np.maximum(1 - af**2, 1e-12), 0))
    one_copy = rng.binomial(called - n_diploid, af)
    return [
        pl.Series("ac", 2 * hom_alt + het + one_copy, pl.Int32),
        pl.Series("an", n_diploid + called, pl.Int32),
        pl.Series("hom_alt", hom_alt, pl.Int32).set(pl.Series(is_x), None),
    ]


def _censored(counts: pl.DataFrame) -> pl.DataFrame:
    is_hidden = (pl.col("group_id") == CENSORED_GROUP) & pl.col("ac").is_between(
        1, CENSORED_BELOW - 1
    )
    return counts.with_columns(
        pl.when(~is_hidden).then("ac").alias("ac"),
        pl.when(is_hidden).then(pl.lit(1)).cast(pl.Int32).alias("ac_low"),
        pl.when(is_hidden).then(pl.lit(CENSORED_BELOW - 1)).cast(pl.Int32).alias("ac_high"),
        pl.when(~is_hidden).then("hom_alt").alias("hom_alt"),
    )


def _vcf(variants: pl.DataFrame, told: pl.DataFrame) -> str:
    header = ["##fileformat=VCFv4.2", f"##reference={BUILD}", "##source=synthetic"]
    for group_id, (_, label, _) in GROUPS.items():
        kind = "String" if group_id == CENSORED_GROUP else "Integer"
        header += [
            f'##INFO=<ID=AC_{group_id},Number=A,Type={kind},Description="Alternate alleles, '
            f'{label}">',
            f'##INFO=<ID=AN_{group_id},Number=1,Type=Integer,Description="Alleles called, '
            f'{label}">',
            f'##INFO=<ID=nhomalt_{group_id},Number=A,Type=Integer,Description="Homozygotes, '
            f'{label}">',
        ]
    header += [
        f"##contig=<ID={contig}>" for contig in variants["contig"].unique(maintain_order=True)
    ]
    header.append("\t".join("#CHROM POS ID REF ALT QUAL FILTER INFO".split()))
    parts = []
    for group_id in GROUPS:
        part = told.filter(pl.col("group_id") == group_id)
        ac = pl.col("ac").cast(pl.String).fill_null(f"<{CENSORED_BELOW}")
        fields = [pl.format(f"AC_{group_id}={{}};AN_{group_id}={{}}", ac, "an")]
        homozygotes = pl.format(f";nhomalt_{group_id}={{}}", "hom_alt").fill_null("")
        parts.append(part.select(pl.concat_str(*fields, homozygotes)).to_series())
    info = pl.select(pl.concat_str(*(pl.lit(part) for part in parts), separator=";")).to_series()
    lines = variants.select(
        pl.concat_str(
            "contig", pl.col("pos").cast(pl.String), pl.col("rsid").fill_null("."), "ref", "alt",
            pl.lit("."), pl.lit("PASS"), pl.lit(info), separator="\t",
        )
    ).to_series()  # fmt: skip
    return "\n".join([*header, *lines]) + "\n"
