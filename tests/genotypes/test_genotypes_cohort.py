"""Counting a cohort from planes and lists gives what a slow, obvious reading of genotypes gives."""

import random
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straits.genome import REGION_CLASSES
from straits.genotypes.cohort import CohortCounts, count_cohorts, ploidy_of_cohorts
from straits.genotypes.columns import (
    GenotypeColumns,
    genotype_columns,
    people_bits,
    people_masks,
)
from straits.genotypes.masks import PloidyMasks
from straits.tables import TABLES
from tests import repeats

# Where bits, bytes and words of 64 people meet.
SIZES = (1, 7, 8, 9, 15, 16, 17, 63, 64, 65, 127, 128, 129, 200)
COLUMNS = GenotypeColumns._fields

# A genotype as its alleles: () is missing, (1,) haploid, (1, 2) an allele of each copy.
Genotype = tuple[int, ...]


def packed(people: Sequence[bool]) -> bytes:
    return np.packbits(np.array(people, np.bool_)).tobytes()


def stored(genotypes: Sequence[Genotype], ploidy: Sequence[int], alt: int, as_list: bool) -> dict:
    """Return one allele's row of the `genotypes` table; what is empty is null."""
    on_1 = [bool(calls) and calls[0] == alt for calls in genotypes]
    on_2 = [len(calls) == 2 and calls[1] == alt for calls in genotypes]
    missing = [not calls and copies > 0 for calls, copies in zip(genotypes, ploidy, strict=True)]
    row = dict.fromkeys(COLUMNS)
    if as_list:
        pairs = enumerate(zip(on_1, on_2, strict=True))
        carriers = [sample * 4 + one + 2 * two for sample, (one, two) in pairs if one or two]
        row["carriers"] = carriers or None
        row["missing_samples"] = [sample for sample, is_so in enumerate(missing) if is_so] or None
    else:
        planes = {"plane_1": on_1, "plane_2": on_2, "missing": missing}
        row |= {name: packed(people) if any(people) else None for name, people in planes.items()}
    return row


def columns_of(rows: list[dict]) -> GenotypeColumns:
    schema = pa.schema([TABLES["genotypes"].schema.field(name) for name in COLUMNS])
    return genotype_columns(pa.Table.from_pylist(rows, schema=schema))


def masks_of(ploidies: Sequence[Sequence[int]]) -> PloidyMasks:
    table = np.array(ploidies)
    return PloidyMasks(np.packbits(table == 2, axis=1), np.packbits(table == 1, axis=1))


def counts_of(
    columns: GenotypeColumns,
    region: np.ndarray,
    ploidies: Sequence[Sequence[int]],
    *cohorts: Sequence[bool],
) -> CohortCounts:
    masks = np.stack([np.packbits(np.array(cohort, np.bool_)) for cohort in cohorts])
    return count_cohorts(columns, region, ploidy_of_cohorts(masks_of(ploidies), masks))


def slow_counts(genotypes: Sequence[Genotype], alt: int, cohort: Sequence[bool]):
    """Count as one would by hand: n_called, ac, an, hom_alt, haploid_alt."""
    called = [calls for calls, is_in in zip(genotypes, cohort, strict=True) if is_in and calls]
    return (
        len(called),
        sum(calls.count(alt) for calls in called),
        sum(len(calls) for calls in called),
        sum(calls == (alt, alt) for calls in called),
        sum(calls == (alt,) for calls in called),
    )


@given(st.sampled_from(SIZES), st.sampled_from((0.01, 0.2, 0.9)), st.integers(0, 2**32))
@settings(deadline=None, max_examples=repeats.times(150))
def test_cohorts_are_counted_together_as_each_by_hand(n_people, common, seed):
    draw = random.Random(seed)
    ploidies = [[draw.choice((2, 2, 1, 0)) for _ in range(n_people)] for _ in REGION_CLASSES]
    cohorts = [
        [draw.random() < draw.choice((0.0, 0.3, 1.0)) for _ in range(n_people)]
        for _ in range(draw.randint(1, 4))
    ]
    rows, regions, expected = [], [], []
    for _ in range(6):
        region = draw.randrange(len(REGION_CLASSES))
        genotypes: list[Genotype] = [
            ()
            if draw.random() < common / 3
            else tuple(draw.choice((1, 1, 2)) * (draw.random() < common) for _ in range(copies))
            for copies in ploidies[region]
        ]
        for alt in (1, 2):  # 0/2 has no copy of allele 1, and is called
            rows.append(stored(genotypes, ploidies[region], alt, draw.random() < 0.5))
            regions.append(region)
            expected.append([slow_counts(genotypes, alt, cohort) for cohort in cohorts])
    counted = counts_of(columns_of(rows), np.array(regions, np.int8), ploidies, *cohorts)
    assert all(count.dtype == np.int32 for count in counted)
    found = np.array(counted).transpose(2, 1, 0).tolist()
    assert found == [[list(counts) for counts in of_allele] for of_allele in expected]


@given(st.sampled_from(SIZES), st.booleans(), st.integers(0, 2**32))
@settings(deadline=None, max_examples=repeats.times(60))
def test_masks_of_an_allele_are_its_people_packed(n_people, as_list, seed):
    draw = random.Random(seed)
    genotypes: list[Genotype] = [
        draw.choice(((), (0, 0), (0, 1), (1, 0), (1, 1), (1,), (0,))) for _ in range(n_people)
    ]
    columns = columns_of([stored(genotypes, [2] * n_people, 1, as_list)])
    one_by_one = people_bits(columns, np.array([0]), n_people)
    packed_masks = people_masks(columns, 0, (n_people + 7) // 8)
    for bits, mask in zip(one_by_one, packed_masks, strict=True):
        assert mask.tolist() == np.packbits(bits[0]).tolist()


# W1 and W2 have two copies of X, M1 and M2 one; of U1, whose sex is not known, none is counted.
ON_X = ((1, 1), (0, 1), (1,), (), ())
PLOIDY_ON_X = (2, 2, 1, 1, 0)


@pytest.mark.parametrize("as_list", [True, False], ids=["carriers", "planes"])
@pytest.mark.parametrize(
    ("cohort", "expected"),
    [
        ("W1 W2 M1 M2 U1", (3, 4, 5, 1, 1)),  # n_called, ac, an, hom_alt, haploid_alt
        ("W1", (1, 2, 2, 1, 0)),
        ("M1 M2", (1, 1, 1, 0, 1)),  # M2 is missing
        ("M2 U1", (0, 0, 0, 0, 0)),
        ("", (0, 0, 0, 0, 0)),
    ],
)
def test_women_men_and_who_has_no_copy_on_x(cohort, expected, as_list):
    is_in = [person in cohort.split() for person in ("W1", "W2", "M1", "M2", "U1")]
    columns = columns_of([stored(ON_X, PLOIDY_ON_X, 1, as_list)])
    region = np.array([REGION_CLASSES.index("x")], np.int8)
    counted = counts_of(columns, region, [PLOIDY_ON_X] * 4, is_in)
    assert tuple(int(count[0, 0]) for count in counted) == expected


def test_one_copy_of_mitochondria_is_counted_as_on_x():
    columns = columns_of([stored([(1,), (0,)], (1, 1), 1, as_list=False)])
    region = np.array([REGION_CLASSES.index("mt")], np.int8)
    counted = counts_of(columns, region, [(1, 1)] * 4, [True, True])
    assert (counted.ac[0, 0], counted.an[0, 0], counted.haploid_alt[0, 0]) == (1, 2, 1)


def test_rows_of_a_table_are_counted_as_the_whole_is():
    everybody = [True] * 5
    rows = [stored(ON_X, PLOIDY_ON_X, alt, as_list) for alt in (0, 1) for as_list in (True, False)]
    columns, ploidies = columns_of(rows), [PLOIDY_ON_X] * 4
    region = np.array([1, 1, 1, 1], np.int8)
    whole = counts_of(columns, region, ploidies, everybody)
    part = counts_of(columns.take(slice(1, 3)), region[1:3], ploidies, everybody)
    assert np.array(part).tolist() == np.array(whole)[..., 1:3].tolist()


@pytest.mark.parametrize(
    "damage",
    [
        {"plane_1": bytes(2)},
        {"plane_2": bytes(2)},
        {"missing": bytes(2)},
        {"carriers": [8 * 4 + 1]},
        {"carriers": [-4]},
        {"missing_samples": [8]},
    ],
    ids=str,
)
def test_genotypes_of_other_samples_are_refused(damage):
    columns = columns_of([dict.fromkeys(COLUMNS), dict.fromkeys(COLUMNS) | damage])
    with pytest.raises(ValueError, match="the genotypes of row 1 do not fit masks of 1 bytes"):
        counts_of(columns, np.zeros(2, np.int8), [[2] * 5] * 4, [True] * 5)
