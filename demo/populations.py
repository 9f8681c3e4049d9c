"""The four groups of the demo study, how many people they have and how far apart they are."""

from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

GROUPS = ("danish", "chinese", "malay", "indian")
SITES = {"danish": "denmark", "chinese": "singapore", "malay": "singapore", "indian": "singapore"}

# What a principal component analysis would call people of each group.
INFERRED = {
    "danish": "european",
    "chinese": "east_asian",
    "malay": "southeast_asian",
    "indian": "south_asian",
}

# Drift along each branch of the tree, solved for the Fst between such groups of 1000 Genomes 30x,
# over 21 pharmacogenes on autosomes (35,484 variants): with a drift of f from a common ancestor in
# one group and g in another, Hudson's Fst between the two is (f + g) / 2.
_ROOT = "root"
_DRIFT = {
    "danish": (_ROOT, 0.075),
    "indian": (_ROOT, 0.022),
    "east_asian": (_ROOT, 0.129),
    "chinese": ("east_asian", 0.011),
    "malay": ("east_asian", 0.013),
}


@dataclass(frozen=True)
class Scale:
    """How large a demo study is.

    n_people
        Participants by self-reported group.
    density
        Variant sites, relative to the default.
    """

    n_people: dict[str, int]
    density: float


SCALES = {
    "small": Scale({"danish": 90, "chinese": 60, "malay": 45, "indian": 45}, 0.2),
    "default": Scale({"danish": 1200, "chinese": 1000, "malay": 500, "indian": 500}, 1.0),
    "large": Scale({"danish": 7500, "chinese": 6250, "malay": 3125, "indian": 3125}, 1.5),
}


def stream(seed: int, *names: str) -> np.random.Generator:
    """Return the random numbers of one part of the study, which do not depend on other parts.

    >>> bool(stream(7, "locus", "HFE").random() == stream(7, "locus", "HFE").random())
    True
    """
    return np.random.default_rng([seed, *(crc32(name.encode()) for name in names)])


def expected_fst(first: str, second: str) -> float:
    """Return the Fst between two groups that the drift along the tree leads to.

    >>> round(expected_fst("danish", "indian"), 3)
    0.048
    """
    lines = [_line(first), _line(second)]
    shared = set(lines[0]) & set(lines[1])
    kept = [np.prod([1 - _DRIFT[node][1] for node in line if node not in shared]) for line in lines]
    return float(1 - sum(kept) / 2)


def drift(rng: np.random.Generator, n_ancestors: int) -> dict[str, NDArray[np.float64]]:
    """Return, for each group, the share of its haplotypes that each ancestor has left.

    A group's shares are Dirichlet around its parent's with concentration (1 - f) / f, so that any
    allele's frequency is beta-distributed around the parent's with variance f p (1 - p) (Balding
    and Nichols 1995, Genetica 96:3).
    """
    shares = {_ROOT: np.full(n_ancestors, 1 / n_ancestors)}
    for node, (parent, fst) in _DRIFT.items():
        gamma = rng.standard_gamma(shares[parent] * (1 - fst) / fst)
        shares[node] = gamma / gamma.sum()
    return {group: shares[group] for group in GROUPS}


def _line(group: str) -> list[str]:
    """List a group and the nodes above it, the root left out."""
    line = []
    node = group
    while node != _ROOT:
        line.append(node)
        node = _DRIFT[node][0]
    return line
