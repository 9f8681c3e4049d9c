"""The members of a cohort as masks of a call set's samples: what genotypes are counted by."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from straits.store.people.person_columns import PersonColumns
from straits.tables import SEXES


@dataclass(frozen=True)
class LeafMasks:
    """People of a call set, each in one leaf: of one sex, and unrelated or related.

    sexes, are_unrelated
        Of each leaf; a leaf of nobody is left out.
    masks
        Bits packed as by numpy.packbits, shape (n_leaves, n_bytes).
    sample_sets
        Those of tables.SAMPLE_SETS that may be counted.
    """

    sexes: tuple[str, ...]
    are_unrelated: tuple[bool, ...]
    masks: NDArray[np.uint8]
    sample_sets: tuple[str, ...] = ()

    @property
    def everybody(self) -> NDArray[np.uint8]:
        """Who is in any leaf, shape (n_bytes,)."""
        everybody: NDArray[np.uint8] = np.bitwise_or.reduce(self.masks, axis=0)
        return everybody

    def leaves(self, sample_set: str, sex: str | None = None) -> list[int]:
        """Return the leaves that make up a sample set, of one sex or of all."""
        if sample_set not in self.sample_sets:
            return []
        return [
            leaf
            for leaf, (of_sex, is_unrelated) in enumerate(
                zip(self.sexes, self.are_unrelated, strict=True)
            )
            if sex in (None, of_sex) and (is_unrelated or sample_set == "all")
        ]


def leaf_masks(people: PersonColumns, call_set_id: str, n_bytes: int) -> LeafMasks:
    """Return everybody who is counted in a call set.

    n_bytes
        Of a mask of its samples.
    """
    here = people.of(call_set_id)
    leaf = people.sex[here] * 2 + people.is_unrelated[here]
    present = np.unique(leaf)
    masks = [packed(people.sample_index[here], leaf == number, n_bytes) for number in present]
    return LeafMasks(
        tuple(SEXES[number // 2] for number in present),
        tuple(bool(number % 2) for number in present),
        np.stack(masks) if masks else np.zeros((0, n_bytes), np.uint8),
    )


def members_of(
    everybody: LeafMasks,
    sample_index: NDArray[np.int32],
    is_member: NDArray[np.bool_],
    sample_sets: tuple[str, ...],
) -> LeafMasks:
    """Return the members of a call set.

    everybody
        As of leaf_masks.
    sample_index, is_member
        Of everybody who is counted in the call set.
    """
    members = packed(sample_index, is_member, everybody.masks.shape[1])
    masks = everybody.masks & members
    there = np.flatnonzero(masks.any(axis=1))
    return LeafMasks(
        tuple(everybody.sexes[leaf] for leaf in there),
        tuple(everybody.are_unrelated[leaf] for leaf in there),
        masks[there],
        sample_sets,
    )


def packed(
    sample_index: NDArray[np.int32], is_member: NDArray[np.bool_], n_bytes: int
) -> NDArray[np.uint8]:
    """Return the mask of those samples that are members.

    sample_index
        In ascending order.
    """
    is_set = np.zeros(8 * n_bytes, np.bool_)
    if sample_index.size and sample_index[-1] == sample_index.size - 1:
        is_set[: sample_index.size] = is_member  # nobody is left out: there is nothing to look up
    else:
        is_set[sample_index] = is_member
    return np.packbits(is_set)
