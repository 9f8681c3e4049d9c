"""Criteria that nobody can meet together, whoever is in the study."""

from itertools import combinations

from straits.cohorts import criteria
from straits.cohorts.criteria import Not, Tree, parts_of
from straits.cohorts.parts import Ranged
from straits.cohorts.sentence import sentence

# The field of a criterion whose names stand for answers of which a person has just one.
_ONE_OF = {"site": "sites", "call_set": "call_sets", "assay": "assays", "sex": "sexes"}


def contradiction(tree: Tree) -> str | None:
    """Return the two criteria that no person can meet together, in words; None if none are seen.

    Looks at what must all be true of a member. What it does not see, such as a disease that only
    women have in men, shows as a cohort that is empty.

    >>> from straits.cohorts.criteria import Age, Sex, all_of
    >>> contradiction(all_of(Sex(sexes=("XX",)), Sex(sexes=("XY",))))
    'nobody can be both “sex is XX” and “sex is XY”'
    >>> contradiction(all_of(Age(above=50), Sex(sexes=("XY",)))) is None
    True
    """
    parts = [part for part in parts_of(tree) if not part.include_unknown]
    for first, second in combinations(parts, 2):
        if _excludes(first, second) or _excludes(second, first):
            return f"nobody can be both “{sentence(first)}” and “{sentence(second)}”"
    return None


def _excludes(criterion: Tree, other: Tree) -> bool:
    if isinstance(criterion, Not) and not criterion.part.include_unknown:
        return criterion.part == other
    sets = _names(criterion), _names(other)
    if sets[0] is not None and sets[1] is not None and sets[0][0] == sets[1][0]:
        return not sets[0][1] & sets[1][1]
    if isinstance(criterion, criteria.Age) and isinstance(other, criteria.Age):
        return _apart(criterion, other)
    if isinstance(criterion, criteria.Measurement) and isinstance(other, criteria.Measurement):
        is_same = (
            criterion.phenotype == other.phenotype
            and (criterion.which, other.which) == ("chosen",) * 2
        )
        return is_same and _apart(criterion, other)
    if isinstance(criterion, criteria.Event) and isinstance(other, criteria.Event):
        answers = {criterion.answer, other.answer}
        return len(answers) == 2 and criterion.model_copy(update={"answer": other.answer}) == other
    return False


def _names(tree: Tree) -> tuple[tuple[str, ...], set[str]] | None:
    """Return what a criterion asks about, and the answers it takes, if a person has just one."""
    if isinstance(tree, criteria.Group):
        return ("group", tree.grouping), set(tree.groups)
    if isinstance(tree, criteria.PgxPhenotype):
        return (tree.kind, tree.gene), set(tree.phenotypes)
    if isinstance(tree, criteria.Relatedness):
        return (tree.kind,), {str(tree.is_unrelated)}
    names = _ONE_OF.get(tree.kind)
    return ((tree.kind,), set(getattr(tree, names))) if names else None


def _apart(first: Ranged, second: Ranged) -> bool:
    """Tell whether two ranges have no number in common."""
    return _ends_before(first, second) or _ends_before(second, first)


def _ends_before(first: Ranged, second: Ranged) -> bool:
    (high, is_open_high), (low, is_open_low) = _high(first), _low(second)
    return high < low or (high == low and (is_open_high or is_open_low))


def _low(tree: Ranged) -> tuple[float, bool]:
    if tree.above is not None:
        return tree.above, True
    return (tree.at_least if tree.at_least is not None else float("-inf")), False


def _high(tree: Ranged) -> tuple[float, bool]:
    if tree.below is not None:
        return tree.below, True
    return (tree.at_most if tree.at_most is not None else float("inf")), False
