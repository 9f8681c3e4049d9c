"""How groups stand to each other at an allele, as far as their counts tell."""

from collections.abc import Sequence
from dataclasses import dataclass

from straits.queries.findings.parting import Counted, surely_more


@dataclass(frozen=True)
class GroupOrder:
    """Groups in order of AF, put apart only where `surely_more` does.

    alike
        The group with the highest AF, and those with the allele that it does not surely exceed; the
        highest first. Empty where nobody has the allele.
    less
        Groups with the allele that the first of `alike` surely exceeds, the highest first.
    least
        Of `less` the one that every other group surely exceeds; None where there is none, as where
        a group does not have the allele at all.
    none
        Groups without the allele that the first of `alike` surely exceeds.
    untold
        Groups without the allele that it does not, since too few copies were called.
    """

    alike: tuple[Counted, ...]
    less: tuple[Counted, ...]
    least: Counted | None
    none: tuple[Counted, ...]
    untold: tuple[Counted, ...]

    @property
    def is_told(self) -> bool:
        """Tell whether any two groups are put apart."""
        return bool(self.less or self.none)


def group_order(groups: Sequence[Counted]) -> GroupOrder:
    """Return how groups stand to each other.

    >>> order = group_order(
    ...     [Counted("A", 20, 20, 100), Counted("B", 60, 60, 100), Counted("C", 55, 55, 100)]
    ... )
    >>> [group.label for group in order.alike], order.least.label
    (['B', 'C'], 'A')
    """
    carrying = sorted(
        (group for group in groups if group.ac_high), key=lambda group: (-group.af_high, -group.an)
    )
    without = [group for group in groups if not group.ac_high]
    if not carrying:
        return GroupOrder((), (), None, (), tuple(without))
    first, *others = [*carrying, *without]
    is_below = surely_more([(first, other) for other in others])
    below = [other for other, is_it in zip(others, is_below, strict=True) if is_it]
    beside = [other for other, is_it in zip(others, is_below, strict=True) if not is_it]
    less = [group for group in below if group.ac_high]
    least = None
    if less and not without:
        last = min(less, key=lambda group: (group.af_high, group.an))
        above = [(group, last) for group in carrying if group is not last]
        least = last if all(surely_more(above)) else None
    return GroupOrder(
        (first, *(group for group in beside if group.ac_high)),
        tuple(less),
        least,
        tuple(group for group in below if not group.ac_high),
        tuple(group for group in beside if not group.ac_high),
    )
