"""The set of diplotypes that the calls of each person allow: never a best guess among several.

People with the same calls are looked at once, so that the work goes by the patterns of a gene
rather than by its people.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from straits.pharmacogenes.named_haplotypes import Definition, possible_alleles

# What stands for an allele in a diplotype: a combination without a name, or a chromosome that a
# person does not have.
UNNAMED, NO_COPY = -1, -2
FIRST, SECOND, UNKNOWN = 1, 2, 4
# With more unphased places than these, nothing is said of a person.
MOST_UNPHASED = 12
# People, and bytes of chromosomes, that are looked at together.
_MOST_PEOPLE, _MOST_BYTES = 1 << 15, 1 << 25

# Diplotypes as pairs of numbers of alleles, the smaller first but for UNNAMED and NO_COPY.
DiplotypeSet = tuple[tuple[int, int], ...]


class GeneCalls(NamedTuple):
    """What the calls of some people say of a gene's defining changes.

    codes
        Of each person and change, shape (n_people, n_changes): FIRST and SECOND where the first and
        the second copy, as written, has the change (who has one copy has the first); UNKNOWN where
        that is not known. Changes beyond those of the definition are of other alleles at defining
        positions.
    is_phased
        Of each change, whether its two copies are in the same order as those of all others that
        are, shape (n_changes,).
    n_copies
        Copies of the gene that each person has, 0 where nobody knows, shape (n_people,).
    """

    codes: NDArray[np.uint8]
    is_phased: NDArray[np.bool_]
    n_copies: NDArray[np.int8]


class DiplotypeSets:
    """The sets of diplotypes of a gene, numbered as they are met.

    definition
        Of the gene; changes of calls beyond its own are of other alleles at defining positions.
    sets
        Each set that somebody has, in the order of its number. The first is empty: of these people
        no position is known, or too many places are unphased.
    """

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.sets: list[DiplotypeSet] = [()]
        self._numbers: dict[DiplotypeSet, int] = {(): 0}

    def of_people(self, calls: GeneCalls) -> NDArray[np.int32]:
        """Return the number of each person's set, shape (n_people,)."""
        numbers = [
            self._of_people(calls.codes[start : start + _MOST_PEOPLE], calls, start)
            for start in range(0, max(calls.n_copies.size, 1), _MOST_PEOPLE)
        ]
        return np.concatenate(numbers)

    def _of_people(
        self, codes: NDArray[np.uint8], calls: GeneCalls, start: int
    ) -> NDArray[np.int32]:
        n_copies = calls.n_copies[start : start + codes.shape[0], None].view(np.uint8)
        is_unknown = codes & UNKNOWN > 0
        rows = np.hstack([n_copies, np.where(is_unknown, np.uint8(UNKNOWN), codes)])
        patterns, of_person = _distinct(rows)
        return self._of_patterns(patterns, calls.is_phased)[of_person]

    def _of_patterns(
        self, patterns: NDArray[np.uint8], is_phased: NDArray[np.bool_]
    ) -> NDArray[np.int32]:
        n_own = self.definition.cells.shape[1]
        n_copies, codes = patterns[:, 0], patterns[:, 1:]
        definition = self.definition.with_changes(codes.shape[1] - n_own)
        numbers = np.zeros(n_copies.size, np.int32)
        is_covered = (n_copies > 0) & (codes[:, :n_own] != UNKNOWN).any(axis=1)
        is_het = ((codes == FIRST) | (codes == SECOND)) & (n_copies == 2)[:, None]
        n_unphased = (is_het & ~is_phased).sum(axis=1)
        # All that are phased are one block; each of the others is one.
        has_phased = (is_het & is_phased).any(axis=1)
        n_blocks = np.maximum(n_unphased + has_phased, 1)
        for n in np.unique(n_blocks[is_covered & (n_blocks <= MOST_UNPHASED)]):
            chosen = np.flatnonzero(is_covered & (n_blocks == n))
            step = max(1, _MOST_BYTES // (codes.shape[1] << int(n - 1)))
            for start in range(0, chosen.size, step):
                part = chosen[start : start + step]
                block = np.cumsum(is_het[part] & ~is_phased, axis=1) - 1 + has_phased[part, None]
                block = np.where(is_het[part] & ~is_phased, block, 0)
                numbers[part] = self._of_blocks(
                    definition, codes[part], n_copies[part], block, int(n)
                )
        return numbers

    def _of_blocks(
        self,
        definition: Definition,
        codes: NDArray[np.uint8],
        n_copies: NDArray[np.uint8],
        block: NDArray[np.int64],
        n_blocks: int,
    ) -> list[int]:
        """Return the sets of patterns that can be split in 2 ** (n_blocks - 1) ways.

        block
            Of each pattern and change, which of its blocks it belongs to; the first stays as it is.
        """
        n_splits = 1 << (n_blocks - 1)
        splits = np.arange(n_splits)[None, :, None] << 1
        is_swapped = (splits >> block[:, None, :]) & 1 == 1
        bits = codes[:, None, :]
        one = np.where(is_swapped, bits & SECOND, bits & FIRST) > 0
        two = np.where(is_swapped, bits & FIRST, bits & SECOND) > 0
        is_known = np.broadcast_to(bits != UNKNOWN, one.shape)
        n_changes = codes.shape[1]
        chromosomes = np.concatenate([one, two]).reshape(-1, n_changes)
        known = np.concatenate([is_known, is_known]).reshape(-1, n_changes)
        distinct, place = _distinct(chromosomes | np.uint8(UNKNOWN) * ~known)
        possible = possible_alleles(definition, distinct & 1 == 1, distinct < UNKNOWN)
        alleles, of_distinct = _distinct(possible.view(np.uint8))
        sides = of_distinct[place].reshape(2, codes.shape[0], n_splits)
        members = [tuple(np.flatnonzero(row).tolist()) for row in alleles]
        known_pairs: dict[tuple[int, ...], int] = {}
        numbers = []
        for pattern in range(codes.shape[0]):
            key = (int(n_copies[pattern]), *sides[:, pattern].ravel().tolist())
            if key not in known_pairs:
                pairs = list(zip(*sides[:, pattern].tolist(), strict=True))
                known_pairs[key] = self._number(_diplotypes(pairs, members, key[0]))
            numbers.append(known_pairs[key])
        return numbers

    def _number(self, diplotypes: DiplotypeSet) -> int:
        if diplotypes not in self._numbers:
            self._numbers[diplotypes] = len(self.sets)
            self.sets.append(diplotypes)
        return self._numbers[diplotypes]


def _diplotypes(
    pairs: Sequence[tuple[int, int]], members: Sequence[tuple[int, ...]], n_copies: int
) -> DiplotypeSet:
    """Return all diplotypes of some ways to split; both halves must be named where any way has so.

    pairs
        Of each way, which of `members` its two chromosomes can be.
    """
    if n_copies == 1:
        return tuple((allele, NO_COPY) for allele in members[pairs[0][0]] or (UNNAMED,))
    found = {
        (min(a, b), max(a, b)) for one, two in pairs for a in members[one] for b in members[two]
    }
    if found:
        return tuple(sorted(found))
    if len(pairs) > 1:
        return ((UNNAMED, UNNAMED),)
    one, two = (members[side] or (UNNAMED,) for side in pairs[0])
    # An allele without a name stands second.
    return tuple(sorted((max(a, b), min(a, b)) for a in one for b in two))


def _distinct(rows: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the rows that differ, and which of them each row is."""
    if rows.shape[1] == 0:
        return rows[:1], np.zeros(rows.shape[0], np.int64)
    whole = np.ascontiguousarray(rows).view(np.dtype((np.void, rows.shape[1]))).ravel()
    _, first, place = np.unique(whole, return_index=True, return_inverse=True)
    return rows[first], place.astype(np.int64)
