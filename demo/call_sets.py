"""The three call sets of the demo study, and in what way each differs from the others."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from demo import populations
from demo.loci import Locus
from demo.people import People

# One byte of chance per call says how well it was read; its level is an index into these.
N_LEVELS = 256


@dataclass(frozen=True, kw_only=True)
class CallSet:
    """Samples that were called together.

    is_joined
        Alleles of one position share a record; else each has its own.
    has_haploid_males
        Males have one allele on X; else they are written as homozygotes.
    suffixes
        What follows GT at each level.
    is_missing, is_refused
        At which levels there is no call, and where the genotype rule refuses the one there is.
    poor_sites
        Share of the sites that are hard to call.
    """

    call_set_id: str
    site: str
    name: str
    assay: str
    caller: str
    path: str
    genotype_rule: dict[str, int]
    contig_prefix: str = ""
    is_joined: bool = False
    is_phased: bool = False
    has_haploid_males: bool = False
    is_exome: bool = False
    annotation: str = "ANN"
    format_field: str
    filters: tuple[str, str]
    suffixes: tuple[str, ...]
    is_missing: NDArray[np.bool_]
    is_refused: NDArray[np.bool_]
    poor_sites: float
    writes_half_calls: bool = False
    is_preferred: bool = False
    callable_file: str


@dataclass(frozen=True)
class Members:
    """The samples of a call set, in the order of the columns of its files.

    table
        One row per sample: sample_id, person (row in `People.table`), is_listed (in the sample
        sheet), is_counted (not in a preferred call set as well).
    """

    call_set: CallSet
    table: pl.DataFrame


def choose_members(seed: int, people: People) -> tuple[tuple[Members, ...], list[int]]:
    """Say who was sequenced where; also return the people who are in a sheet and in no file.

    Two Danes withdrew: they are in the files and no longer in the sheet. Two others have no sample
    yet. Of Singapore's people 70 % have a genome, 25 % an exome and 5 % both.
    """
    rng = populations.stream(seed, "call sets")
    site = people.table["site"].to_numpy()
    lone = (
        people.table["is_unrelated"].to_numpy() & people.table["pca_group"].is_not_null().to_numpy()
    )
    danes, singaporeans = np.flatnonzero(site == "denmark"), np.flatnonzero(site == "singapore")
    chosen = rng.choice(danes[lone[danes]], 4, replace=False)
    withdrawn, waiting = chosen[:2], chosen[2:]
    sequenced = danes[~np.isin(danes, waiting)]
    draw = rng.random(len(singaporeans))
    genome, exome = singaporeans[draw >= 0.25], singaporeans[(draw < 0.25) | (draw >= 0.95)]
    members = (
        _members(call_set_denmark(), "DK", sequenced, ~np.isin(sequenced, withdrawn), None),
        _members(call_set_genomes(), "SGW", genome, None, None),
        _members(call_set_exomes(), "SGE", exome, None, ~np.isin(exome, genome)),
    )
    return members, waiting.tolist()


def covers(call_set: CallSet, locus: Locus, positions: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which positions a call set's assay looks at."""
    starts, ends = regions(call_set, locus)
    if not len(starts):
        return np.zeros(len(positions), dtype=bool)
    inside = np.searchsorted(starts, positions, side="right") - 1
    covered: NDArray[np.bool_] = (inside >= 0) & (positions <= ends[np.maximum(inside, 0)])
    return covered


def regions(call_set: CallSet, locus: Locus) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return first and last positions of what an assay looks at in a locus, closed, in order.

    A genome leaves out one stretch that short reads cannot tell from another; the exome takes the
    exons of most genes and 20 bases around them.
    """
    if call_set.is_exome:
        if locus.gene_symbol in _NOT_ON_THE_PANEL:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        starts, ends = locus.exons[:, 0] - 20, locus.exons[:, 1] + 20
        is_new = np.concatenate([[True], starts[1:] > ends[:-1] + 1])
        return starts[is_new], np.maximum.reduceat(ends, np.flatnonzero(is_new))
    length = locus.end - locus.start
    gap = locus.start + int(length * 0.61)
    anchors = locus.anchors["pos"].to_numpy()
    if length < 20_000 or ((anchors > gap - 50) & (anchors < gap + 1050)).any():
        return np.array([locus.start]), np.array([locus.end])
    return np.array([locus.start, gap + 1001]), np.array([gap, locus.end])


# Genes that the exome was not designed for.
_NOT_ON_THE_PANEL = frozenset({"FTO", "HERC2", "OCA2", "EDAR", "MCM6", "LCT", "RYR1"})


def call_set_denmark() -> CallSet:
    """Return Denmark's genomes: one file per contig, joined alleles, haploid males on X."""
    depth = np.clip(np.round(np.linspace(19, 46, N_LEVELS)), 1, None).astype(int)
    quality = np.full(N_LEVELS, 99)
    quality[3:40] = np.linspace(24, 98, 37).astype(int)
    # Level 0 is no call, 1 too few reads, 2 too low a quality.
    depth[1], quality[1], depth[2], quality[2] = 4, 12, 14, 15
    suffixes = [f":{dp}:{gq}" for dp, gq in zip(depth, quality, strict=True)]
    levels = np.arange(N_LEVELS)
    return CallSet(
        call_set_id="dk_wgs",
        site="denmark",
        name="Denmark genomes",
        assay="WGS 30x",
        caller="GATK HaplotypeCaller",
        path="denmark/genotypes/dk_wgs.{contig}.vcf.gz",
        genotype_rule={"min_gq": 20, "min_dp": 10, "min_dp_haploid": 5},
        contig_prefix="chr",
        is_joined=True,
        has_haploid_males=True,
        annotation="CSQ",
        format_field="GT:DP:GQ",
        filters=("VQSRTrancheSNP99.80to99.90", "truth sensitivity of 99.8 to 99.9 %"),
        suffixes=tuple([":.:.", *suffixes[1:]]),
        is_missing=levels == 0,
        is_refused=(levels == 1) | (levels == 2),
        poor_sites=0.02,
        callable_file="denmark/callable.bed",
    )


def call_set_genomes() -> CallSet:
    """Return Singapore's genomes: one file, split alleles, phased, males as homozygotes on X."""
    depth = np.clip(np.round(np.linspace(7, 24, N_LEVELS)), 1, None).astype(int)
    depth[3], depth[4] = 3, 4
    levels = np.arange(N_LEVELS)
    return CallSet(
        call_set_id="sg_wgs",
        site="singapore",
        name="Singapore genomes",
        assay="WGS 15x",
        caller="DRAGEN",
        path="singapore/genotypes/sg_wgs.vcf.gz",
        genotype_rule={"min_dp": 5, "min_dp_haploid": 5},
        is_phased=True,
        format_field="GT:DP",
        filters=("LowQual", "quality below 10"),
        suffixes=tuple(":." if level < 3 else f":{dp}" for level, dp in enumerate(depth)),
        is_missing=levels < 3,
        is_refused=(levels == 3) | (levels == 4),
        poor_sites=0.04,
        is_preferred=True,
        callable_file="singapore/genomes.bed",
    )


def call_set_exomes() -> CallSet:
    """Return Singapore's exomes: GT only, half-calls, with regions of their own."""
    levels = np.arange(N_LEVELS)
    return CallSet(
        call_set_id="sg_exome",
        site="singapore",
        name="Singapore exomes",
        assay="Exome",
        caller="GATK HaplotypeCaller",
        path="singapore/genotypes/sg_exome.vcf.gz",
        genotype_rule={},
        is_exome=True,
        format_field="GT",
        filters=("QD2", "QD below 2"),
        suffixes=("",) * N_LEVELS,
        is_missing=levels < 5,
        is_refused=np.zeros(N_LEVELS, dtype=bool),
        poor_sites=0.05,
        writes_half_calls=True,
        callable_file="singapore/exome_targets.bed",
    )


def _members(
    call_set: CallSet,
    prefix: str,
    persons: NDArray[np.int64],
    is_listed: NDArray[np.bool_] | None,
    is_counted: NDArray[np.bool_] | None,
) -> Members:
    everyone = np.ones(len(persons), dtype=bool)
    return Members(
        call_set,
        pl.DataFrame(
            {
                "sample_id": [f"{prefix}{number:05d}" for number in range(1, len(persons) + 1)],
                "person": persons,
                "is_listed": everyone if is_listed is None else is_listed,
                "is_counted": everyone if is_counted is None else is_counted,
            }
        ),
    )
