"""Whether people are grouped by what they say or by their genotypes, for A and B at once."""

from dataclasses import dataclass, replace

from straits import cohorts, queries
from straits.ui.address import url_state
from straits.ui.frame.page_frame import Visit
from straits.ui.sentences import of_bases
from straits.ui.words import glossary

# What the address calls the least probability, and its steps.
LEAST = "clear"
_LEAST = {"0": "any"} | {step: f"at least {step}" for step in ("0.5", "0.8", "0.9", "0.95", "0.99")}
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


def both_bases(visit: Visit, least: float = 0.0) -> BothBases | None:
    """Return A and B on either basis; None where neither of them has another.

    least
        The least probability of their inferred group that people must have; see docs/cohorts.md.
    Raises QueryError where the profile shows no people who have it.
    """
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
    if least:
        second = [
            side if side == same else _clear(visit, side, least)
            for side, same in zip(second, first, strict=True)
        ]
    if first[0] == first[1] or second[0] == second[1]:
        return None
    is_inferred = any(side.grouping == known.inferred for side in sides)
    return BothBases((first[0], first[1]), (second[0], second[1]), is_inferred)


def pick_least(visit: Visit) -> float:
    """Draw the choice of the least probability of an inferred group; 0 where there are no axes."""
    if queries.study.shared_axes(visit.store) is None:
        return 0.0
    chosen = url_state.choice(
        "Probability of the inferred group",
        list(_LEAST),
        LEAST,
        "0",
        lambda name: _LEAST[name],
        width=240,
        help=glossary.meaning("ancestry_probability"),
    )
    return float(chosen)


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
        help=" ".join(
            f"{glossary.terms()[name]['word'].capitalize()}: {glossary.meaning(name)}"
            for name in ("self_reported", "inferred")
        ),
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


def _clear(
    visit: Visit, side: queries.groups.Population, least: float
) -> queries.groups.Population:
    """Return those of an inferred group whose probability of it is high enough, as a cohort."""
    likely = cohorts.AncestryProbability(at_least=least)
    whole = cohorts.all_of(*cohorts.parts_of(queries.cohorts.tree_of(side)), likely)
    kept = queries.groups.of_tree(visit.store, whole, None, cohorts.to_link(whole) or "")
    return replace(kept, label=f"{side.label} (p ≥ {least:g})")
