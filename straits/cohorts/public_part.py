"""One form for cohorts that ask the same, and what of a cohort the tables of a release answer."""

from typing import TypeGuard

from straits.cohorts import criteria
from straits.cohorts.criteria import AllOf, AnyOf, Not, Tree, parts_of
from straits.cohorts.json_form import to_json

# What all people of a call set share, and what groups of a release are counted by.
_PUBLIC = (
    criteria.Site, criteria.CallSet, criteria.Assay, criteria.Sex, criteria.Relatedness,
)  # fmt: skip


def canonical(tree: Tree) -> Tree:
    """Return the one form of cohorts that are the same by logic alone, whoever is in them.

    Parts of `and` and `or` are laid flat, each once, in order; not of not is dropped.

    >>> from straits.cohorts.criteria import Age, Sex
    >>> women, old = Sex(sexes=("XX",)), Age(above=50)
    >>> both = AllOf(parts=(old, AllOf(parts=(women, old))))
    >>> canonical(both) == canonical(AllOf(parts=(women, Not(part=Not(part=old)))))
    True
    """
    if tree.include_unknown:
        return tree
    if isinstance(tree, Not):
        part = canonical(tree.part)
        if _is_plain_not(part):
            return part.part
        return Not(part=part)
    if isinstance(tree, AllOf | AnyOf):
        kind = type(tree)
        flat: dict[str, Tree] = {}
        for part in map(canonical, tree.parts):
            is_same = isinstance(part, kind) and not part.include_unknown
            for one in part.parts if is_same and isinstance(part, AllOf | AnyOf) else (part,):
                flat[to_json(one)] = one
        ordered = tuple(flat[text] for text in sorted(flat))
        return ordered[0] if len(ordered) == 1 else kind(parts=ordered)
    return tree


def public_part(tree: Tree) -> tuple[Tree, bool]:
    """Return the part of a cohort that the tables of a release answer, and whether that is all.

    Criteria on call sets, sex and relatedness, and on groups of one grouping, or that they are not
    met: people are counted by these, so that whoever reads the release knows where nobody is left.

    >>> from straits.cohorts.criteria import Age, Sex
    >>> part, is_all = public_part(AllOf(parts=(Sex(sexes=("XX",)), Age(above=50))))
    >>> part.kind, is_all
    ('sex', False)
    """
    parts = parts_of(canonical(tree))
    named = [part.part if _is_plain_not(part) else part for part in parts]
    groupings = [part.grouping for part in named if isinstance(part, criteria.Group)]
    public = [
        part
        for part, asked in zip(parts, named, strict=True)
        if not (part.include_unknown or asked.include_unknown)
        and (
            isinstance(asked, _PUBLIC)
            or (isinstance(asked, criteria.Group) and asked.grouping == groupings[0])
        )
    ]
    return criteria.all_of(*public), len(public) == len(parts)


def _is_plain_not(tree: Tree) -> TypeGuard[Not]:
    return isinstance(tree, Not) and not tree.include_unknown
