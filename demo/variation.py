"""Variants of one locus and the haplotypes that carry them."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from demo import diplotypes, haplotypes, sequence
from demo.haplotypes import Mosaic
from demo.loci import Locus
from demo.populations import GROUPS

# Share of the sites whose allele is younger than the groups: private, or shared by the two groups
# that parted last.
_YOUNG = 0.6
_OWNERS: tuple[tuple[tuple[str, ...], float], ...] = (
    (("danish",), 0.36),
    (("chinese",), 0.22),
    (("malay",), 0.14),
    (("indian",), 0.22),
    (("chinese", "malay"), 0.06),
)
_OLDEST_YOUNG = 0.006
_SECOND_ALLELES = 0.025


@dataclass(frozen=True)
class Variation:
    """The variants of a locus, in order of position, and who carries them.

    variants
        One row per allele: contig, pos, ref, alt, rsid, kind (anchor, ancestral or young) and the
        frequency put into each group.
    carried
        Shape (n_variants, n_haplotypes).
    """

    variants: pl.DataFrame
    carried: NDArray[np.bool_]


def vary(
    rng: np.random.Generator,
    locus: Locus,
    mosaic: Mosaic,
    group_of_haplotype: NDArray[np.int64],
    n_sites: int,
) -> Variation:
    """Put variants on the haplotypes of a locus; those that nobody carries are left out."""
    positions = sequence.choose_positions(rng, locus, n_sites)
    is_young = rng.random(len(positions)) < _YOUNG
    second = np.flatnonzero(rng.random(len(positions)) < _SECOND_ALLELES)
    block = mosaic.block_of(np.concatenate([positions, positions[second]]))
    is_young = np.concatenate([is_young, rng.random(len(second)) < _YOUNG])
    carried = np.zeros((len(is_young), len(group_of_haplotype)), dtype=bool)
    frequency = np.zeros((len(is_young), len(GROUPS)))
    for number in range(len(mosaic.starts)):
        old = np.flatnonzero((block == number) & ~is_young)
        clades = haplotypes.random_clades(rng, mosaic.leaves[number], len(old))
        carried[old] = clades[:, mosaic.ancestor[number]]
        frequency[old] = clades @ mosaic.shares[number].T
    members = [
        np.flatnonzero(np.isin(group_of_haplotype, [GROUPS.index(group) for group in owners]))
        for owners, _ in _OWNERS
    ]
    young = np.flatnonzero(is_young)
    owner = rng.choice(len(_OWNERS), len(young), p=[share for _, share in _OWNERS])
    for index, at in zip(young.tolist(), owner.tolist(), strict=True):
        p = _young_frequency(rng, len(group_of_haplotype))
        carriers = _young_carriers(rng, mosaic.ancestor[block[index]], members[at], p)
        carried[index, carriers] = True
        frequency[index, [GROUPS.index(group) for group in _OWNERS[at][0]]] = p
    carried[len(positions) :] &= ~carried[second]
    spelled = sequence.spell(rng, locus, positions, second, is_young[: len(positions)])
    known, known_carried = _anchors(locus, mosaic, group_of_haplotype)
    variants = pl.concat(
        [
            spelled.with_columns(
                rsid=pl.lit(None, dtype=pl.String),
                kind=pl.Series(np.where(is_young, "young", "ancestral")),
                **{group: pl.Series(frequency[:, at]) for at, group in enumerate(GROUPS)},
            ),
            known,
        ]
    ).with_row_index("row")
    carried = np.concatenate([carried, known_carried])
    is_kept = carried.any(axis=1) & ~diplotypes.would_name(variants)
    kept = variants.filter(pl.Series(is_kept)).sort("pos", "ref", "alt")
    return Variation(kept.drop("row"), carried[kept["row"].to_numpy()])


def _young_frequency(rng: np.random.Generator, n_haplotypes: int) -> float:
    """Draw from a spectrum of 1/x that starts below one copy in the study."""
    lowest = np.log(1 / n_haplotypes)
    highest = max(np.log(_OLDEST_YOUNG), lowest + 1)
    return float(np.exp(rng.uniform(lowest, highest)))


def _young_carriers(
    rng: np.random.Generator, ancestor: NDArray[np.uint8], members: NDArray[np.int64], p: float
) -> NDArray[np.int64]:
    """Choose haplotypes of the owners that share an ancestor, as those of one mutation do."""
    n_copies = max(1, rng.binomial(len(members), p))
    first = members[rng.integers(len(members))]
    if n_copies == 1:
        return np.array([first])
    pool = members[ancestor[members] == ancestor[first]]
    return rng.choice(pool, min(n_copies, len(pool)), replace=False)


def _anchors(
    locus: Locus, mosaic: Mosaic, group_of_haplotype: NDArray[np.int64]
) -> tuple[pl.DataFrame, NDArray[np.bool_]]:
    """Give each anchor a stretch of the ranks of each group, as long as its frequency there.

    Stretches follow one another, so that alleles of a locus are on different haplotypes; nested
    anchors start where the other does.
    """
    anchors = locus.anchors
    frequency = anchors.select(GROUPS).to_numpy()
    start: dict[str, NDArray[np.float64]] = {}
    end = np.zeros(len(GROUPS))
    carried = np.zeros((anchors.height, len(group_of_haplotype)), dtype=bool)
    order = sorted(range(anchors.height), key=lambda row: anchors["nested_in"][row] is not None)
    for row in order:
        nested_in = anchors["nested_in"][row]
        begin = end if nested_in is None else start[nested_in]
        start[anchors["rsid"][row]] = begin
        offset = (mosaic.rank - begin[group_of_haplotype]) % 1
        carried[row] = offset < frequency[row][group_of_haplotype]
        if nested_in is None:
            end = end + frequency[row]
    known = anchors.select(
        "contig",
        pl.col("pos").cast(pl.Int64),
        "ref",
        "alt",
        "rsid",
        pl.lit("anchor").alias("kind"),
        *GROUPS,
    )
    return known, carried
