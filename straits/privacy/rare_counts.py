"""What of a cohort's counts is told: alleles and genotypes that few have are not told exactly.

Of each sample set the total is judged, of each sex and of relatives what they have of it, since a
part follows from the total and the others. Exact are only counts of parts that are all exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from straits.privacy.decide import are_rare, are_withheld, is_exact, range_of_rare
from straits.privacy.profiles import Profile
from straits.tables import LEAF_COUNTS

_Flags = NDArray[np.bool_]
_Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class RareRange:
    """Alleles of which it is told that a sample set has from low to high copies, shape (n,).

    places
        Of the alleles among those that were counted.
    n_called
        -1 where the profile does not tell it.
    """

    places: NDArray[np.int64]
    n_called: _Numbers
    an: _Numbers
    low: _Numbers
    high: _Numbers


@dataclass(frozen=True)
class ToldCounts:
    """The counts of some leaves as far as they are told.

    counts
        Of LEAF_COUNTS, shape (5, n_leaves, n_alleles): all 0 where sexes are not told.
    is_sex_told, are_genotypes_told
        Of each allele; what is not told of genotypes is still in the counts.
    of_related
        Where sexes are not told: of those who are related, and of the others, shape
        (2, 5, n_alleles); all 0 where the total is not told, and all of them related where the
        unrelated alone are not.
    ranges
        By sample set.
    """

    counts: NDArray[np.int32]
    is_sex_told: _Flags
    are_genotypes_told: _Flags
    of_related: NDArray[np.int32]
    ranges: Mapping[str, RareRange]


def told_counts(
    counts: NDArray[np.int32],
    sexes: Sequence[str],
    are_unrelated: Sequence[bool],
    tells_unrelated: bool,
    is_recorded: _Flags,
    profile: Profile,
) -> ToldCounts:
    """Return what is told of a cohort's counts in one call set.

    counts
        Of LEAF_COUNTS, of each leaf: shape (5, n_leaves, n_alleles).
    sexes, are_unrelated
        Of each leaf.
    tells_unrelated
        Whether the unrelated are told apart at all.
    is_recorded
        Whether the call set has a record of an allele: of others everybody has no copy, which the
        release says of all its people.
    """
    n_alleles = counts.shape[2]
    related = np.array([not each for each in are_unrelated], np.bool_)
    by_relation = np.stack(
        [counts[:, leaves].sum(axis=1, dtype=np.int32) for leaves in (related, ~related)]
    )
    total = by_relation.sum(axis=0, dtype=np.int32)
    nothing = np.ones(n_alleles, np.bool_)
    if is_exact(profile):
        return ToldCounts(counts, nothing, nothing, np.zeros_like(by_relation), {})
    is_total = ~(_is_rare(total, profile) & is_recorded)
    is_split = is_total.copy()  # into unrelated and relatives
    if tells_unrelated:
        for part in by_relation:
            is_split &= ~(_is_rare(part, profile) & is_recorded)
    parts = _parts(counts, sexes, tells_unrelated)
    is_sex_told = is_split.copy()
    for part in parts:
        is_sex_told &= ~(_is_rare(part, profile) & is_recorded)
    cells = [total, *(by_relation if tells_unrelated else ())]
    genotypes = is_split.copy()
    for cell in cells:
        genotypes &= ~(_has_rare_genotype(cell, profile) & is_recorded)
    for part in parts:
        genotypes &= ~(is_sex_told & _has_rare_genotype(part, profile) & is_recorded)
    of_related = np.where(is_sex_told, 0, by_relation)
    # Of whom not even the total is told nothing is, and where the unrelated are not, all are one.
    is_one = is_total & ~is_split
    of_related[0] = np.where(is_one, total, of_related[0])
    of_related[1] = np.where(is_one, 0, of_related[1])
    of_related[:, :, ~is_total] = 0
    told = np.where(is_sex_told, counts, 0)
    ranges = {"all": _range(total, total, ~is_total, profile)}
    if tells_unrelated:
        ranges["unrelated"] = _range_of_unrelated(by_relation, ~is_split, profile)
    return ToldCounts(told, is_sex_told, genotypes, of_related, ranges)


def _parts(
    counts: NDArray[np.int32], sexes: Sequence[str], tells_unrelated: bool
) -> list[NDArray[np.int32]]:
    """Return the counts of each sex, and of each leaf if the unrelated are told apart."""
    of_sexes = [
        counts[:, [each == sex for each in sexes]].sum(axis=1, dtype=np.int32)
        for sex in dict.fromkeys(sexes)
    ]
    return [*of_sexes, *(np.moveaxis(counts, 1, 0) if tells_unrelated else ())]


def _is_rare(counts: NDArray[np.int32], profile: Profile) -> _Flags:
    _, ac, an, _, _ = counts
    return are_rare(ac, an, profile)


def _has_rare_genotype(counts: NDArray[np.int32], profile: Profile) -> _Flags:
    """Tell where too few have two copies, one copy, or none, to be told."""
    named = dict(zip(LEAF_COUNTS, counts, strict=True))
    n_called, hom_alt = named["n_called"], named["hom_alt"]
    one_copy = named["ac"] - 2 * hom_alt
    no_copy = n_called - hom_alt - one_copy
    is_diploid = named["an"] > n_called
    are_few: _Flags = np.minimum(one_copy, no_copy) < profile.min_alleles
    are_few |= is_diploid & (hom_alt < profile.min_alleles)
    are_few &= n_called > 0
    return are_few


def _range(
    counts: NDArray[np.int32], of_all: NDArray[np.int32], is_range: _Flags, profile: Profile
) -> RareRange:
    places = np.flatnonzero(is_range)
    n_called, ac, an = (counts[row, places] for row in range(3))
    n_all = of_all[0, places].astype(np.int64)
    is_hidden = are_withheld(n_called.astype(np.int64), n_all, profile)
    low, high = range_of_rare(ac, an, profile)
    shown = np.where(is_hidden, -1, n_called).astype(np.int32)
    return RareRange(places, shown, an, np.minimum(low, an), np.minimum(high, an))


def _range_of_unrelated(
    by_relation: NDArray[np.int32], is_range: _Flags, profile: Profile
) -> RareRange:
    """Return what is told of the unrelated: too few themselves, or all but too few of relatives."""
    related, unrelated = by_relation
    total = by_relation.sum(axis=0, dtype=np.int32)
    own = _range(unrelated, total, is_range, profile)
    others = _range(related, total, is_range, profile)
    is_own = _is_rare(unrelated, profile)[own.places]
    ac_all = total[1, own.places]
    low = np.where(is_own, own.low, np.clip(ac_all - others.high, 0, own.an))
    high = np.where(is_own, own.high, np.clip(ac_all - others.low, 0, own.an))
    return RareRange(own.places, own.n_called, own.an, low, high)
