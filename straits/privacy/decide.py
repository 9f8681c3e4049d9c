"""What may be shown: the one rule by which all that leaves a store is judged.

A number of people is too small to be shown if it is below the profile's minimum: of groups of the
release if it is above 0, of what somebody chose by what people have also if it is 0 (`are_unsaid`).
Where there is a minimum, what rests on single people, or tells apart groups that overlap, is not
shown at all. The cells of a study, cohorts, results and the SQL (`bound`) go by what is decided
here, and so do the pages, in their words too.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from straits.errors import QueryError
from straits.privacy.profiles import Profile


def is_too_few(n_people: int, profile: Profile) -> bool:
    """Tell whether a cell of so many people is too small; an empty cell tells of nobody.

    What is left of a total is below 0 only where the two contradict each other, and too small then.

    >>> from straits.privacy.profiles import profile
    >>> [is_too_few(n, profile("inside")) for n in (0, 1, 19, 20)]
    [False, True, True, False]
    """
    return not is_exact(profile) and n_people != 0 and n_people < profile.min_people


def are_too_few(n_people: NDArray[np.int64], profile: Profile) -> NDArray[np.bool_]:
    """Return `is_too_few` of each number of people, shape (n_rows,)."""
    if is_exact(profile):
        return np.zeros(n_people.shape, np.bool_)
    is_few: NDArray[np.bool_] = (n_people != 0) & (n_people < profile.min_people)
    return is_few


def are_unsaid(
    n_people: NDArray[np.int64], is_nobody_public: NDArray[np.bool_] | bool, profile: Profile
) -> NDArray[np.bool_]:
    """Tell which numbers are too small that somebody chose by what people have, shape (n,).

    Of a cohort, and of what it leaves of others, nobody is one symbol with a few: else a cohort of
    one person tells by "nobody" what the person has. It may be said where that follows from the
    tables of the release, or from the words of the cohort alone.

    is_nobody_public
        Of each number, whether all may know if it is 0.

    >>> from straits.privacy.profiles import profile
    >>> numbers = np.array([0, 1, 19, 20])
    >>> are_unsaid(numbers, False, profile("inside")).tolist()
    [True, True, True, False]
    >>> are_unsaid(numbers, True, profile("inside")).tolist()
    [False, True, True, False]
    """
    if is_exact(profile):
        return np.zeros(n_people.shape, np.bool_)
    are_few: NDArray[np.bool_] = n_people < profile.min_people
    are_few &= ~((n_people == 0) & is_nobody_public)
    return are_few


def are_withheld(
    n_people: NDArray[np.int64], n_total: NDArray[np.int64], profile: Profile
) -> NDArray[np.bool_]:
    """Tell of cells of so many people, of so many in all, which are withheld, shape (n,).

    A cell is withheld where it is too small, or what it leaves of its total is. In SQL that is the
    macro is_too_few.
    """
    return are_too_few(n_people, profile) | are_too_few(n_total - n_people, profile)


def are_rare(
    n_copies: NDArray[np.integer], n_all: NDArray[np.integer], profile: Profile
) -> NDArray[np.bool_]:
    """Tell where a cohort has too few of some copies, or of the others, to be told exactly.

    Who is in a cohort can be chosen by what people have, so that few copies tell of whom: 60
    cohorts spell out the carrier of an allele that one person has. Nobody's copies are not rare.

    n_copies, n_all
        Alleles, or people with a genotype, and all that were called, of one shape.

    >>> from straits.privacy.profiles import profile
    >>> counts = np.array([0, 9, 10, 90, 91]), np.array([100] * 5)
    >>> are_rare(*counts, profile("inside")).tolist()
    [True, True, False, False, True]
    """
    least = np.minimum(n_copies, n_all - n_copies)
    are_few: NDArray[np.bool_] = (n_all > 0) & (least < profile.min_alleles)
    return are_few


def range_of_rare(
    n_copies: NDArray[np.integer], n_all: NDArray[np.integer], profile: Profile
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the least and the most copies of which no more is told, both included.

    The same for every number that is too few, 0 included.

    >>> from straits.privacy.profiles import profile
    >>> low, high = range_of_rare(np.array([0, 9, 95]), np.array([100] * 3), profile("inside"))
    >>> low.tolist(), high.tolist()
    ([0, 0, 91], [9, 9, 100])
    """
    widest = profile.min_alleles - 1
    low = np.where(n_copies <= widest, 0, n_all - widest)
    return low.astype(np.int32), (low + widest).astype(np.int32)


def are_shown(counts: Iterable[int], profile: Profile) -> bool:
    """Tell whether parts that add up to a total may be shown: none of them is too small."""
    return not any(is_too_few(n, profile) for n in counts)


def both_totals(
    before: Mapping[str, int] | None, now: Mapping[str, int] | None, profile: Profile
) -> tuple[int, int] | tuple[None, None]:
    """Return how many people two releases have; None where that would tell of a few.

    before, now
        People by call set; None where nobody knows. Those who came to one, or left it, are told by
        the two numbers too.
    """
    if before is None or now is None:
        return None, None
    changed = (abs(before.get(name, 0) - now.get(name, 0)) for name in before.keys() | now.keys())
    if not are_shown([*before.values(), *now.values(), *changed], profile):
        return None, None
    return sum(before.values()), sum(now.values())


def reads_current_alone(profile: Profile) -> bool:
    """Tell whether no release but the current one may be read, nor compared with it.

    Two releases differ by those who came or left, and an older one may be of another profile.
    """
    return not is_exact(profile)


def require_pinned(pinned: str, checksum: str, now: Profile, is_same_release: bool) -> None:
    """Raise QueryError where numbers that were pinned may not be shown as they were.

    They are of then, and the rules are of now: nothing comes back that would not be let out.

    pinned, checksum
        The profile under which they were let out: its name, and of which wording.
    is_same_release
        Whether the release that is read now is the one that they are of.
    """
    if is_exact(now):
        return
    if (pinned, checksum) != (now.name, now.checksum):
        raise QueryError(
            f"Its numbers were pinned under other rules than those of the profile {now.label!r}, "
            "which this release has."
        )
    if not is_same_release:
        raise QueryError(
            f"Its numbers are of another release, and the profile {now.label!r} shows no two "
            "beside each other: who came or left would be told."
        )


def is_exact(profile: Profile) -> bool:
    """Tell whether every number is shown, however small: then nothing needs to be judged."""
    return profile.min_people == 0


def tells_overlaps(profile: Profile) -> bool:
    """Tell whether groups of the same people may stand beside each other, outcome by outcome.

    Two groupings, or a cohort and a group, that overlap tell of the few in whom they differ. In SQL
    it is the macro guarded_grouping that decides.
    """
    return is_exact(profile)


def tells_values(profile: Profile) -> bool:
    """Tell whether a number may be shown that is the value of one person, such as a median."""
    return is_exact(profile)


def require_copies(profile: Profile) -> None:
    """Raise QueryError where phenotypes are not shown by copies of an allele.

    The people of one genotype would be told from their group's, one difference at a time.
    """
    if not is_exact(profile):
        raise QueryError(
            "This study is open under a profile with a minimum of people, which does not show "
            "phenotypes by genotype."
        )


def require_carriers(n_met: int, n_unmet: int, criterion: str, profile: Profile) -> None:
    """Raise QueryError where too few meet a criterion on genotypes, or too few are known not to.

    Whoever may choose rare carriers describes them whole. The words are the same for nobody.

    n_met, n_unmet
        People who surely meet it, and who surely do not: of all alleles that it names together.
    criterion
        In words.
    """
    if not is_exact(profile) and min(n_met, n_unmet) < profile.min_people:
        raise QueryError(
            f"The criterion “{criterion}” cannot be asked under the profile {profile.label!r}: "
            f"fewer than {profile.min_people} people are known to meet it, or known not to. Ask "
            "for carriers of more alleles together, such as all of a gene's class."
        )


def are_carried(n_carriers: NDArray[np.integer], profile: Profile) -> NDArray[np.bool_]:
    """Tell of which alleles enough people have a copy to say what else they carry."""
    return np.asarray(n_carriers >= profile.min_people)


def require_persons(profile: Profile, instead: str) -> None:
    """Raise QueryError where nothing that describes one person is shown.

    instead
        How the sentence that says so ends, with what can be asked.
    """
    if not profile.shows_persons:
        raise QueryError(
            f"This study is open under the profile {profile.label!r}, which shows nothing about "
            f"one person{instead}"
        )


def fewest(profile: Profile) -> int:
    """Return the fewest people of whom a number is shown, for words on screen; 0 for no limit."""
    return profile.min_people


def fewest_alleles(profile: Profile) -> int:
    """Return the fewest copies of which a cohort's number is exact, for words; 0 for no limit."""
    return profile.min_alleles


def bound(name: str, profile: Profile) -> int:
    """Return what a statement is given under a name that the profile sets, and nobody who asks.

    >>> from straits.privacy.profiles import profile
    >>> bound("min_people", profile("inside"))
    20
    """
    return {"min_people": profile.min_people}[name]
