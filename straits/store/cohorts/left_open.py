"""Of whom a cohort leaves a pharmacogene open, judged like the people who are in it.

`possibly pgx …` takes in of whom the calls leave it open, and `pgx …` does not: who is told both
has their difference. The page of pharmacogenes tells besides how many are not covered, and how many
have no name, so that what these leave of the difference is judged too.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from straits.cohorts import PgxPhenotype, Tree
from straits.store.cohorts.cohort_sql import walk
from straits.store.people.three_valued import TRUE, UNKNOWN, Truth

# As criteria have them: a chromosome has no name, and no rule tells of two values.
_NOT_NAMED, _INDETERMINATE = "not named", "indeterminate"

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Area:
    """People who are told by what a cohort leaves open, and of whom any cohort would.

    Both have shape (n_people,); where nobody `could_be`, all may know that nobody is.
    """

    people: Flags
    could_be: Flags


@dataclass(frozen=True)
class LeftOpen:
    """What cohorts of a release leave open of pharmacogenes.

    phenotypes_of
        By gene, the phenotypes that a criterion can ask for.
    truth_of, members_of
        What a criterion is of each person, and who surely is in a cohort.
    """

    phenotypes_of: Mapping[str, tuple[str, ...]]
    truth_of: Callable[[PgxPhenotype], Truth]
    members_of: Callable[[Tree], Flags]

    def taken_in(self, tree: Tree) -> list[Area]:
        """Return the areas of whom a cohort takes in by each `possibly`, alone and all together."""
        narrower = [*_narrower(tree)]
        if len(narrower) > 1:
            narrower.append(_all_off(tree))
        return [
            area
            for each in narrower
            for area in self.areas(tree, self.members_of(each) ^ self.members_of(tree))
        ]

    def areas(self, tree: Tree, people: Flags) -> list[Area]:
        """Return what follows of some people, of whom the criteria of a tree are open."""
        found = []
        for asked in _criteria(tree):
            everything = (*self.phenotypes_of[asked.gene], _INDETERMINATE)
            is_covered, is_unnamed = (
                self.truth_of(PgxPhenotype(gene=asked.gene, phenotypes=names)) == TRUE
                for names in (everything, (_NOT_NAMED,))
            )
            could_be = self.truth_of(asked) == UNKNOWN
            for part in (np.ones_like(is_covered), is_covered, is_covered & ~is_unnamed):
                found.append(Area(people & part, could_be & part))
        return found


def _criteria(tree: Tree) -> list[PgxPhenotype]:
    plain = (part.model_copy(update={"include_unknown": False}) for part in walk(tree))
    return list(dict.fromkeys(part for part in plain if isinstance(part, PgxPhenotype)))


def _narrower(tree: Tree) -> Iterator[Tree]:
    """Yield a cohort without each `possibly` that takes in people by a pharmacogene."""
    if tree.include_unknown and _criteria(tree):
        yield tree.model_copy(update={"include_unknown": False})
    for name in ("part", "cohort", "among"):
        part = getattr(tree, name, None)
        if part is not None:
            yield from (tree.model_copy(update={name: each}) for each in _narrower(part))
    parts = getattr(tree, "parts", ())
    for at, part in enumerate(parts):
        for each in _narrower(part):
            yield tree.model_copy(update={"parts": (*parts[:at], each, *parts[at + 1 :])})


def _all_off(tree: Tree) -> Tree:
    while narrower := next(_narrower(tree), None):
        tree = narrower
    return tree
