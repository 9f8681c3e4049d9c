"""Which named alleles one chromosome can be, from what is known of its defining changes.

A chromosome that has a change which none of its gene's alleles has, or a combination that has no
name, can be none of them; it is never the reference for want of a better name.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

NEEDED, ABSENT, EITHER = 1, 0, -1


class Definition(NamedTuple):
    """The named alleles of a gene.

    symbol
        Of the gene.
    alleles
        Their names, shape (n_alleles,).
    cells
        Whether an allele needs a change, must not have it, or may have either, shape
        (n_alleles, n_changes).
    ranks
        None where a chromosome must fit an allele at every change. Else it is named by the allele
        of the lowest rank among those that it has, shape (n_alleles,): so DPYD, whose alleles are
        single changes, by the lowest activity.
    """

    symbol: str
    alleles: tuple[str, ...]
    cells: NDArray[np.int8]
    ranks: NDArray[np.int64] | None = None

    def with_changes(self, n_more: int) -> "Definition":
        """Return the same with changes besides that none of the alleles may have."""
        more = np.full((len(self.alleles), n_more), ABSENT, np.int8)
        return self._replace(cells=np.hstack([self.cells, more]))


def possible_alleles(
    definition: Definition, has: NDArray[np.bool_], is_known: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Tell which alleles each chromosome can be, shape (n_chromosomes, n_alleles).

    has, is_known
        Of each chromosome and change: whether it has the change, and whether that is known, shape
        (n_chromosomes, n_changes).

    Alleles that differ only where nothing is known are all possible. No allele is where the
    chromosome is known to be none of those that are named.

    >>> cells = np.array([[0, 0], [1, 0], [1, 1]], np.int8)
    >>> gene = Definition("G", ("*1", "*2", "*3"), cells)
    >>> has, known = np.array([[1, 0], [0, 1]]) == 1, np.array([[1, 0], [1, 1]]) == 1
    >>> possible_alleles(gene, has, known).tolist()
    [[False, True, True], [False, False, False]]
    """
    present, lacking = has & is_known, ~has & is_known
    if definition.ranks is not None:
        return _by_rank(definition, definition.ranks, present, lacking)
    contradicted = _any_of(present, definition.cells == ABSENT)
    contradicted |= _any_of(lacking, definition.cells == NEEDED)
    possible = ~contradicted
    for allele, wider in _more_specific(definition.cells):
        differs = definition.cells[allele] != definition.cells[wider]
        # The one that says more of what is there, where all in which the two differ is known.
        needs_more = (definition.cells[allele] == NEEDED) & (definition.cells[wider] == EITHER)
        needs_less = (definition.cells[allele] == EITHER) & (definition.cells[wider] == NEEDED)
        is_told = is_known[:, differs].all(axis=1) & possible[:, allele]
        is_told &= present[:, needs_more].any(axis=1) & ~present[:, needs_less].any(axis=1)
        possible[:, wider] &= ~is_told
    return possible


def _by_rank(
    definition: Definition,
    ranks: NDArray[np.int64],
    present: NDArray[np.bool_],
    lacking: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    needed = definition.cells == NEEDED
    # Changes that nobody's allele needs or tolerates have no name.
    foreign = ~(definition.cells != ABSENT).any(axis=0)
    is_named = ~present[:, foreign].any(axis=1, keepdims=True)
    can_have = ~_any_of(lacking, needed)
    has_all = ~_any_of(~present, needed)
    last = ranks.size
    lowest = np.where(has_all, ranks, last).min(axis=1, keepdims=True)
    return np.asarray(is_named & can_have & ((ranks < lowest) | (ranks == lowest)))


def _any_of(rows: NDArray[np.bool_], wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell of each row and allele whether any of the wanted changes is set."""
    return np.asarray(rows.astype(np.float32) @ wanted.T.astype(np.float32) > 0)


def _more_specific(cells: NDArray[np.int8]) -> list[tuple[int, int]]:
    """Return pairs of alleles, the first of which says more where the other takes either."""
    pairs = []
    takes_either = np.flatnonzero((cells == EITHER).any(axis=1))
    for wider in takes_either:
        agree = (cells == cells[wider]) | (cells == EITHER) | (cells[wider] == EITHER)
        more = ((cells == NEEDED) & (cells[wider] == EITHER)).any(axis=1)
        pairs += [(int(allele), int(wider)) for allele in np.flatnonzero(agree.all(axis=1) & more)]
    return [(allele, wider) for allele, wider in pairs if allele != wider]
