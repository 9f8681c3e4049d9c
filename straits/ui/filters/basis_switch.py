"""Whether people are grouped by what they say or by their genotypes, for A and B at once."""

from dataclasses import dataclass

from straits import queries
from straits.ui.address import url_state
from straits.ui.frame.page_frame import Visit
from straits.ui.sentences import of_bases
from straits.ui.words import glossary

_WORDS = {"reported": "self-reported", "inferred": "inferred ancestry"}


@dataclass(frozen=True)
class BothBases:
    """A and B on either basis; a side that has no such group by the other is the same on both.

    is_inferred
        Whether the address has them on the second.
    """

    first: tuple[queries.groups.Population, queries.groups.Population]
    second: tuple[queries.groups.Population, queries.groups.Population]
    is_inferred: bool


def both_bases(visit: Visit) -> BothBases | None:
    """Return A and B on either basis; None where neither of them has another."""
    known = queries.groups.bases(visit.store)
    if known is None:
        return None
    sides = (visit.a, visit.b)
    others = [queries.groups.by_other_basis(visit.store, known, side) for side in sides]
    if others == [None, None]:
        return None
    first, second = [], []
    for side, other in zip(sides, others, strict=True):
        pair = (side, other or side)
        reported, inferred = pair[::-1] if side.grouping == known.inferred else pair
        first.append(reported)
        second.append(inferred)
    if first[0] == first[1] or second[0] == second[1]:
        return None
    is_inferred = any(side.grouping == known.inferred for side in sides)
    return BothBases((first[0], first[1]), (second[0], second[1]), is_inferred)


def pick(visit: Visit) -> None:
    """Draw the choice of the basis, which changes A and B; nothing where there is one alone."""
    both = both_bases(visit)
    if both is None:
        return
    here = "inferred" if both.is_inferred else "reported"
    pairs = {"reported": both.first, "inferred": both.second}
    ids = {
        name: {letter: side.population_id for letter, side in zip("ab", pair, strict=True)}
        for name, pair in pairs.items()
    }
    url_state.choice_of_many(
        "People grouped by", ids, "basis", here, lambda name: _WORDS[name], width=160,
        help=glossary.meaning("inferred"),
    )  # fmt: skip


def people_moved(visit: Visit, both: BothBases) -> list[str]:
    """Say of A and of B who is in the group on one basis and not on the other."""
    sentences = []
    for letter, reported, inferred in zip("AB", both.first, both.second, strict=True):
        if reported == inferred:
            continue
        trees = (queries.cohorts.tree_of(side) for side in (reported, inferred))
        shared = visit.store.cohorts.overlap(*trees)
        n = shared.n_a, shared.n_b, shared.n_both
        sentences.append(of_bases.moved(letter, reported.label, inferred.label, *n))
    return sentences
