"""Haplotypes of people as mosaics copied from an ancestral pool."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demo import populations
from demo.loci import Locus
from demo.populations import GROUPS

N_ANCESTORS = 256
_BLOCK_LENGTH = 8000
_BLOCKS_IN_SEGMENT = 5
# The chance that a haplotype goes on with another ancestor at the border of two blocks.
_SWITCH = 0.25


@dataclass(frozen=True)
class Mosaic:
    """Which ancestor each stretch of each haplotype was copied from.

    starts
        First position of each block, shape (n_blocks,). Within a block nothing recombines.
    ancestor
        Shape (n_blocks, n_haplotypes).
    shares
        For each block, the share of each ancestor in each group, shape (n_groups, N_ANCESTORS).
    leaves
        For each block, where in its tree each ancestor is, shape (n_blocks, N_ANCESTORS).
    rank
        Where a haplotype stands in its group at the anchors, uniform on [0, 1); haplotypes of near
        leaves stand together, so that an anchor is in linkage with what is around it.
    """

    starts: NDArray[np.int64]
    ancestor: NDArray[np.uint8]
    shares: list[NDArray[np.float64]]
    leaves: NDArray[np.int64]
    rank: NDArray[np.float64]

    def block_of(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the block that each position is in."""
        return np.searchsorted(self.starts, positions, side="right") - 1


def copy_mosaic(
    rng: np.random.Generator, locus: Locus, group_of_haplotype: NDArray[np.int64]
) -> Mosaic:
    """Copy haplotypes of a locus from ancestors, block by block.

    Each segment of some blocks drifts on its own: the shares of ancestors are drawn anew for every
    group. Linkage decays within a segment, as haplotypes switch ancestor between blocks, and ends
    at its border. Nothing switches between the first and the last anchor of a locus, so that their
    alleles lie on the haplotypes they are known on.

    group_of_haplotype
        Index into GROUPS, shape (n_haplotypes,).
    """
    starts = _block_starts(rng, locus)
    kept = _within_anchors(starts, locus)
    n_haplotypes = len(group_of_haplotype)
    ancestor = np.empty((len(starts), n_haplotypes), dtype=np.uint8)
    shares: list[NDArray[np.float64]] = []
    for block in range(len(starts)):
        is_new_segment = block % _BLOCKS_IN_SEGMENT == 0 and not kept[block]
        if block == 0 or is_new_segment:
            drifted = populations.drift(rng, N_ANCESTORS)
            shares.append(np.stack([drifted[group] for group in GROUPS]))
            ancestor[block] = _draw(rng, shares[block], group_of_haplotype)
            continue
        shares.append(shares[-1])
        ancestor[block] = ancestor[block - 1]
        if not kept[block]:
            switching = np.flatnonzero(rng.random(n_haplotypes) < _SWITCH)
            ancestor[block, switching] = _draw(rng, shares[block], group_of_haplotype[switching])
    leaves = np.stack([rng.permutation(N_ANCESTORS) for _ in starts])
    first = locus.anchors["pos"][0] if locus.anchors.height else locus.start
    block = int(np.searchsorted(starts, first, side="right") - 1)
    rank = _rank(rng, shares[block], leaves[block], ancestor[block], group_of_haplotype)
    return Mosaic(starts, ancestor, shares, leaves, rank)


def random_clades(
    rng: np.random.Generator, leaf: NDArray[np.int64], n_clades: int
) -> NDArray[np.bool_]:
    """Return which ancestors carry each of some alleles of one block, (n_clades, N_ANCESTORS).

    The clades are those of one balanced tree, so they are nested or disjoint. An allele is as
    likely to be in each octave of frequency, up to a half, as under a spectrum of 1/x.

    leaf
        Where in the tree each ancestor is, shape (N_ANCESTORS,).
    """
    size = 1 << rng.integers(0, N_ANCESTORS.bit_length() - 1, n_clades)
    clade = (rng.random(n_clades) * (N_ANCESTORS // size)).astype(np.int64)
    carried: NDArray[np.bool_] = leaf[None, :] // size[:, None] == clade[:, None]
    return carried


def _draw(
    rng: np.random.Generator,
    shares: NDArray[np.float64],
    group_of_haplotype: NDArray[np.int64],
) -> NDArray[np.uint8]:
    """Draw an ancestor for each haplotype by the shares in its group."""
    drawn = np.empty(len(group_of_haplotype), dtype=np.uint8)
    for group in range(len(GROUPS)):
        members = np.flatnonzero(group_of_haplotype == group)
        cumulative = np.cumsum(shares[group])
        copied = np.searchsorted(
            cumulative, rng.random(len(members)) * cumulative[-1], side="right"
        )
        drawn[members] = np.minimum(copied, N_ANCESTORS - 1)
    return drawn


def _rank(
    rng: np.random.Generator,
    shares: NDArray[np.float64],
    leaf: NDArray[np.int64],
    ancestor: NDArray[np.uint8],
    group_of_haplotype: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return where haplotypes of one block stand in their groups, in the order of the leaves."""
    along = np.empty_like(shares)
    along[:, leaf] = shares
    before = np.cumsum(along, axis=1) - along
    at = leaf[ancestor]
    rank = before[group_of_haplotype, at]
    rank += along[group_of_haplotype, at] * rng.random(len(ancestor))
    return np.clip(rank, 0, np.nextafter(1, 0))


def _block_starts(rng: np.random.Generator, locus: Locus) -> NDArray[np.int64]:
    length = locus.end - locus.start
    n_blocks = max(1, round(length / _BLOCK_LENGTH))
    borders = np.sort(rng.integers(1, max(2, length), n_blocks - 1))
    return np.concatenate([[locus.start], locus.start + np.unique(borders)])


def _within_anchors(starts: NDArray[np.int64], locus: Locus) -> NDArray[np.bool_]:
    """Tell which blocks begin between the first and the last anchor."""
    if not locus.anchors.height:
        return np.zeros(len(starts), dtype=bool)
    first, last = locus.anchors["pos"][0], locus.anchors["pos"][-1]
    within: NDArray[np.bool_] = (starts > first) & (starts <= last)
    return within
