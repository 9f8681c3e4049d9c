"""What equally large samples of several groups would show of their alleles."""

import numpy as np

from straits.comparison.judged import Floats, chunks_of
from straits.comparison.many_groups import Counted, Groups
from straits.comparison.passes import Check, over_chunks
from straits.genotypes.compiled import measuring


def projected(groups: Groups, size: int, factorials: Floats, check: Check) -> tuple[Floats, int]:
    """Return what equally large samples would show, and how many alleles are left out of that.

    The first is by combination of groups, as of popgen.spectrum.shared_alleles, of chances as of
    chance_of_being_seen; left out are alleles with fewer called in some group.

    factorials
        As of tests_of_tables.log_factorials, up to the largest AN.
    """
    k = len(groups.counts)
    works = over_chunks(
        groups, chunks_of(groups.ranges), lambda: _Projected(k, size, factorials), check
    )
    seen = np.sum([work.seen for work in works], axis=0)
    return np.asarray(seen), sum(work.n_left_out for work in works)


class _Projected:
    def __init__(self, k: int, size: int, factorials: Floats) -> None:
        self._size, self._factorials = size, factorials
        self.seen = np.zeros(2**k)
        self.n_left_out = 0

    def take(self, place: int, counted: Counted) -> None:
        kept = np.flatnonzero(counted.is_called)
        self.n_left_out += _add_seen(
            counted.ac, counted.an, kept, self._size, self._factorials, self.seen
        )


@measuring
def _add_seen(ac, an, kept, size, factorials, seen):
    """Add the chances of each combination of groups; return how many alleles are left out."""
    k = ac.shape[0]
    chances, groups = np.empty(k), np.empty(k, np.int64)
    # Of the combinations of the first groups that may show an allele, and of the others.
    most = 1 << ((k + 1) // 2)
    first, others = np.empty(most), np.empty(most)
    of_first, of_others = np.empty(most, np.int64), np.empty(most, np.int64)
    n_left_out = 0
    for i in kept:
        n_seen, is_small = 0, False
        for group in range(k):
            copies, called = ac[group, i], an[group, i]
            is_small = is_small or called < size
            if copies == 0 or called < size:
                continue
            unseen = 0.0
            if called - copies >= size:
                unseen = np.exp(
                    factorials[called - copies]
                    - factorials[called - copies - size]
                    - factorials[called]
                    + factorials[called - size]
                )
            chances[n_seen] = min(max(1 - unseen, 0.0), 1.0)
            groups[n_seen] = group
            n_seen += 1
        if is_small:
            n_left_out += 1
            continue
        half = n_seen // 2
        n_first = _combine(chances, groups, 0, half, first, of_first)
        n_others = _combine(chances, groups, half, n_seen, others, of_others)
        for other in range(n_others):
            share, combination = others[other], of_others[other]
            if n_seen == k:
                for place in range(n_first):
                    seen[combination + place] += share * first[place]
            else:
                for place in range(n_first):
                    seen[combination | of_first[place]] += share * first[place]
    return n_left_out


@measuring
def _combine(chances, groups, start, stop, shares, combinations):
    """Fill in the chance of each combination of some groups, and return how many there are."""
    shares[0], combinations[0], n = 1.0, 0, 1
    for at in range(start, stop):
        for place in range(n):
            combinations[n + place] = combinations[place] | (1 << groups[at])
            shares[n + place] = shares[place] * chances[at]
            shares[place] *= 1 - chances[at]
        n *= 2
    return n
