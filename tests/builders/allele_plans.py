"""What a release of millions of alleles is filled with: groups, and how common alleles are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_loaders.call_sets.group_frequencies import WINDOW

Floats = NDArray[np.float64]
Spectrum = Callable[[np.random.Generator, int], Floats]


def flat(random: np.random.Generator, n: int) -> Floats:
    """Return frequencies that are mostly low, of which many reach 1 %: beta(0.1, 1)."""
    return random.beta(0.1, 1.0, n)


def steep(random: np.random.Generator, n: int) -> Floats:
    """Return frequencies as of a population: density x^-1.5 from 1e-6, 97 % are below 0.1 %."""
    return np.asarray((1 + random.random(n) * (1e-6**-0.5 - 1)) ** -2)


@dataclass(frozen=True)
class Group:
    """People of a group in one call set.

    n_related
        Of n_people those whom the unrelated leave out.
    drift
        How far its frequencies lie from those that all groups share.
    """

    call_set_id: str
    group_id: str
    n_people: int
    n_related: int = 0
    drift: float = 0.3


@dataclass(frozen=True)
class Plan:
    """What a release is filled with.

    grouping
        Of all groups. The release has it, them and their sizes.
    same
        Groups by the one whose files are theirs as well, in each call set.
    sexes
        Among which the people of a group are divided alike.
    is_planted
        Whether alleles are planted that nobody or everybody has, that were called in nobody or in
        few, that failed FILTER, that a call set does not have, and that may be written in two ways.
    """

    n_alleles: int
    grouping: str
    groups: Sequence[Group]
    spectrum: Spectrum
    same: Mapping[str, str]
    sexes: Sequence[str] = ("XX", "XY")
    is_planted: bool = False

    @property
    def call_sets(self) -> list[str]:
        """Their names, each once."""
        return list(dict.fromkeys(group.call_set_id for group in self.groups))

    @property
    def windows(self) -> Iterator[tuple[int, int]]:
        """The first and the last, excluded, of stretches of alleles."""
        for start in range(0, self.n_alleles, WINDOW):
            yield start, min(start + WINDOW, self.n_alleles)
