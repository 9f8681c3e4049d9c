"""A largest set of people no two of whom are relatives."""

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

# In a family of up to so many people the set is surely a largest one.
MOST_EXACT = 60

Relatives = Mapping[str, AbstractSet[str]]


def largest_unrelated(
    people: Collection[str], relatives: Relatives, children: AbstractSet[str] = frozenset()
) -> set[str]:
    """Return people no two of whom are relatives, as many as can be.

    people
        Everybody who may be chosen.
    relatives
        Of a person, their relatives; of a pair both name each other. Who is not of the people is
        passed over, as are people who name themselves.
    children
        Who is to be left out rather than others where both ways keep as many.

    Families, that is people joined by pairs, are judged one by one. Of several largest sets of a
    family of up to MOST_EXACT people, the one with fewest children is taken; of those, the one that
    has the first id, in order, of those in which they differ. In a larger family the person with
    the fewest relatives left is kept, again and again, and their relatives are left out; of several
    one that is no child, then the first id.

    >>> sisters = {"Ann": {"Bea"}, "Bea": {"Ann", "Cleo"}, "Cleo": {"Bea"}}
    >>> sorted(largest_unrelated(["Ann", "Bea", "Cleo", "Dot"], sisters))
    ['Ann', 'Cleo', 'Dot']
    """
    chosen: set[str] = set()
    for family in families(people, relatives):
        choose = _exact if len(family) <= MOST_EXACT else _greedy
        chosen |= choose(family, relatives, children)
    return chosen


def families(people: Collection[str], relatives: Relatives) -> Iterator[list[str]]:
    """Yield people joined by pairs, directly or over others; ids in order, the first one first."""
    left = set(people)
    for person in sorted(left):
        if person not in left:
            continue
        left.remove(person)
        family, waiting = [person], [person]
        while waiting:
            near = relatives.get(waiting.pop(), frozenset()) & left
            left -= near
            waiting += near
            family += near
        yield sorted(family)


def _exact(
    family: Sequence[str], relatives: Relatives, children: AbstractSet[str]
) -> AbstractSet[str]:
    """Return the best set by branching, with each part of the family judged once.

    A set of people is an int with the bit of each. A person weighs more than all preferences.
    """
    place = {person: at for at, person in enumerate(family)}
    near = [
        sum(1 << place[other] for other in relatives.get(person, ()) if other in place)
        & ~(1 << place[person])
        for person in family
    ]
    weight = [len(family) + 1 + (person not in children) for person in family]
    known = {0: 0}

    def most(people: int) -> int:
        if people not in known:
            known[people] = _most(people)
        return known[people]

    def _most(people: int) -> int:
        part = _joined(people, near)
        if part != people:
            return most(part) + most(people ^ part)
        by_relatives = sorted(_places(people), key=lambda at: (near[at] & people).bit_count())
        for at in by_relatives:
            others = near[at] & people
            if others.bit_count() > 1:
                break
            if weight[at] >= sum(weight[other] for other in _places(others)):
                return weight[at] + most(people & ~(others | 1 << at))
        busiest = by_relatives[-1]
        without = people & ~(1 << busiest)
        return max(weight[busiest] + most(without & ~near[busiest]), most(without))

    left = (1 << len(family)) - 1
    chosen = set()
    for at, person in enumerate(family):
        if not left >> at & 1:
            continue
        rest = left & ~(near[at] | 1 << at)
        if weight[at] + most(rest) == most(left):
            chosen.add(person)
            left = rest
        else:
            left &= ~(1 << at)
    return chosen


def _joined(people: int, near: Sequence[int]) -> int:
    """Return those of a set who are joined to its first."""
    joined = front = people & -people
    while front:
        reached = 0
        for at in _places(front):
            reached |= near[at]
        front = reached & people & ~joined
        joined |= front
    return joined


def _places(people: int) -> Iterator[int]:
    while people:
        first = people & -people
        yield first.bit_length() - 1
        people ^= first


def _greedy(
    family: Sequence[str], relatives: Relatives, children: AbstractSet[str]
) -> AbstractSet[str]:
    """Return a large set: who has fewest relatives left is kept, and their relatives are not."""
    within = set(family)
    near = {person: (relatives.get(person, frozenset()) & within) - {person} for person in family}
    left = {person: set(others) for person, others in near.items()}
    waiting = [(len(left[person]), person in children, person) for person in family]
    heapq.heapify(waiting)
    chosen = set()
    while waiting:
        n_left, _, person = heapq.heappop(waiting)
        if person not in left or n_left != len(left[person]):
            continue  # is judged already, or waits with fewer relatives besides
        chosen.add(person)
        out = left.pop(person)
        for other in out:
            for distant in left.pop(other) - out - {person}:
                left[distant].discard(other)
                heapq.heappush(waiting, (len(left[distant]), distant in children, distant))
    return chosen
