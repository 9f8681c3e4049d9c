"""How many of some alleles tell each something of their own about who is in a group."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.popgen import linkage
from straits.store.groups.group_genotypes import Asked, GroupGenotypes, Read

# Two alleles whose copies are more alike than this tell of one thing.
MOST_R2 = 0.2
# Alleles further apart are taken for independent.
_WINDOW = 1_000_000
_AT_ONCE = 256
_MOST_KEPT = 512


def n_independent(
    of: GroupGenotypes, asked: Asked, alleles: pl.DataFrame, enough: int
) -> tuple[int, bool]:
    """Return how many alleles are left if none is kept that is like an earlier one nearby.

    Linkage is that of the group's own people. Alleles that the call set has no record of, or that
    do not vary, tell nobody from anybody, and count nothing.

    alleles
        allele_index, contig, pos.
    enough
        Counting ends where so many are reached.

    Returns the number, and whether the counting ended before the last allele. Where the server
    holds no individual data every allele counts.
    """
    if of.genotypes.release.rows is None:
        return alleles.height, False
    members, unrelated = of.members(asked)
    people = members & unrelated if asked.sample_set == "unrelated" else members
    places = alleles.sort("allele_index")
    n_kept = 0
    before = _Kept("", np.zeros(0, np.int64), [])
    for start in range(0, places.height, _AT_ONCE):
        block = places.slice(start, _AT_ONCE)
        wanted = of.wanted(asked, block["allele_index"].to_list())
        where = wanted.select("allele_index").join(
            block, on="allele_index", how="left", maintain_order="left"
        )
        strata = _strata(of.read(asked.call_set_id, wanted, members.size), people)
        for contig in where["contig"].unique(maintain_order=True):
            rows = np.flatnonzero((where["contig"] == contig).to_numpy())
            if before.contig != contig:
                before = _Kept(contig, np.zeros(0, np.int64), [])
            pos = where["pos"].to_numpy()[rows].astype(np.int64)
            n_kept += before.take(pos, [stratum[rows] for stratum in strata])
        if n_kept >= enough:
            return n_kept, start + _AT_ONCE < places.height
    return n_kept, False


class _Kept:
    """The alleles of one contig that were kept last."""

    def __init__(self, contig: str, pos: NDArray[np.int64], copies: list[NDArray[np.float64]]):
        self.contig, self._pos, self._copies = contig, pos, copies

    def take(self, pos: NDArray[np.int64], copies: Sequence[NDArray[np.float64]]) -> int:
        """Keep those of some alleles that are like none kept before; return how many."""
        n_before = self._pos.size
        all_pos = np.concatenate([self._pos, pos])
        together = [
            np.concatenate([old, new]) if self._copies else new
            for old, new in zip(self._copies or copies, copies, strict=True)
        ]
        new = [stratum[n_before:] for stratum in together]
        r = linkage.pooled_r([(mine, every) for mine, every in zip(new, together, strict=True)])
        is_near = np.abs(pos[:, None] - all_pos[None, :]) <= _WINDOW
        is_like = (np.nan_to_num(r) ** 2 >= MOST_R2) & is_near
        itself = n_before + np.arange(pos.size)
        varies = ~np.isnan(r[np.arange(pos.size), itself])
        kept = list(range(n_before))
        for row in range(pos.size):
            if varies[row] and not is_like[row, kept].any():
                kept.append(n_before + row)
        n_new = len(kept) - n_before
        last = [place for place in kept if all_pos[place] >= all_pos[-1] - _WINDOW][-_MOST_KEPT:]
        self._pos, self._copies = all_pos[last], [stratum[last] for stratum in together]
        return n_new


def _strata(read: Read, people: NDArray[np.bool_]) -> list[NDArray[np.float64]]:
    """Return the copies of those with two of a place, and of those with one; NaN for others."""
    copies = read.bits.first.astype(np.float64) + read.bits.second
    return [
        np.where(called[:, people], copies[:, people], np.nan) for called in (read.two, read.one)
    ]
