"""What is told of a cohort's counts is the same whatever its few copies are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from straits import privacy
from straits.tables import LEAF_COUNTS

INSIDE = privacy.profile("inside")
SEXES, ARE_UNRELATED = ("XX", "XX", "XY", "XY"), (True, False, True, False)


def leaf(n_hom: int, n_het: int, n_ref: int) -> list[int]:
    n = n_hom + n_het + n_ref
    return [n, 2 * n_hom + n_het, 2 * n, n_hom, 0]


def told(leaves: list[list[int]], tells_unrelated: bool = True) -> privacy.ToldCounts:
    counts = np.array(leaves, np.int32).T[:, :, None]
    recorded = np.ones(1, np.bool_)
    return privacy.told_counts(counts, SEXES, ARE_UNRELATED, tells_unrelated, recorded, INSIDE)


def said(found: privacy.ToldCounts) -> list[object]:
    """Return all that leaves the store, as values that can be compared."""
    genotypes = [LEAF_COUNTS.index(name) for name in ("hom_alt", "haploid_alt")]
    counts, of_related = found.counts.copy(), found.of_related.copy()
    if not found.are_genotypes_told[0]:
        counts[genotypes] = of_related[:, genotypes] = 0
    ranges = [
        [name, *(getattr(one, part).tolist() for part in ("places", "n_called", "low", "high"))]
        for name, one in found.ranges.items()
    ]
    return [counts.tolist(), of_related.tolist(), bool(found.is_sex_told[0]), ranges]


SIZES = (60, 30, 50, 40)
copies = st.lists(st.integers(0, 4), min_size=4, max_size=4).filter(lambda n: sum(n) < 10)


@given(copies, copies, st.booleans())
def test_any_few_copies_look_the_same(one: list[int], other: list[int], by_relation: bool) -> None:
    first, second = (
        said(told([leaf(0, n, size - n) for n, size in zip(each, SIZES, strict=True)], by_relation))
        for each in (one, other)
    )
    assert first == second


@given(copies, copies)
def test_any_few_homozygotes_among_many_copies_look_the_same(
    one: list[int], other: list[int]
) -> None:
    def counts(homozygotes: list[int]) -> list[list[int]]:
        # As many copies in each leaf, so that those alone cannot tell.
        return [
            leaf(n, 28 - 2 * n, size - 28 + n) for n, size in zip(homozygotes, SIZES, strict=True)
        ]

    assert said(told(counts(one))) == said(told(counts(other)))


def test_sexes_are_told_only_where_each_has_ten_copies() -> None:
    found = told([leaf(0, 12, 48), leaf(0, 12, 18), leaf(0, 12, 38), leaf(0, 3, 37)])
    assert not found.is_sex_told[0]
    # The relatives have 15 and the unrelated 24: both are told, of both sexes together.
    assert found.of_related[:, 1, 0].tolist() == [15, 24]
    assert not any(one.places.size for one in found.ranges.values())


def test_the_unrelated_are_a_range_where_their_relatives_have_few() -> None:
    found = told([leaf(0, 20, 40), leaf(0, 2, 28), leaf(0, 20, 30), leaf(0, 3, 37)])
    assert found.of_related[:, 1, 0].tolist() == [45, 0]
    unrelated = found.ranges["unrelated"]
    assert (unrelated.low[0], unrelated.high[0]) == (36, 45)  # 45 less the 0 to 9 of relatives
    assert found.ranges["all"].places.size == 0
    whole = told([leaf(0, 20, 40), leaf(0, 2, 28), leaf(0, 20, 30), leaf(0, 3, 37)], False)
    assert list(whole.ranges) == ["all"]


def test_all_but_a_few_copies_are_a_range_too() -> None:
    found = told([leaf(size, 0, 0) for size in SIZES])
    everyone = found.ranges["all"]
    assert (everyone.low[0], everyone.high[0]) == (351, 360)
