"""Planes and lists say the same of everybody, to NumPy and within the compiled kernels."""

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straits.genotypes.cells import divide
from straits.genotypes.columns import GenotypeColumns, genotype_columns, people_bits
from straits.genotypes.counts import count_by_cell, no_counts
from straits.genotypes.decoding import people_of
from straits.genotypes.sample_counts import SampleCounts, count_by_sample
from straits.tables import TABLES
from tests import repeats

COLUMNS = GenotypeColumns._fields
SCHEMA = pa.schema([TABLES["genotypes"].schema.field(name) for name in COLUMNS])
# Of each person: neither copy, the first, the second, both; missing.
NONE, FIRST, SECOND, BOTH, MISSING = range(5)


def stored(calls: list[int], as_list: bool) -> dict[str, object]:
    """Return one allele's row of the `genotypes` table; what is empty is null."""
    missing = [sample for sample, call in enumerate(calls) if call == MISSING]
    if as_list:
        carriers = [4 * sample + call for sample, call in enumerate(calls) if NONE < call < MISSING]
        return {"carriers": carriers or None, "missing_samples": missing or None}
    planes = {
        "plane_1": np.isin(calls, (FIRST, BOTH)),
        "plane_2": np.isin(calls, (SECOND, BOTH)),
        "missing": np.equal(calls, MISSING),
    }
    return {name: np.packbits(plane).tobytes() for name, plane in planes.items() if plane.any()}


def table_of(rows: list[dict[str, object]]) -> pa.Table:
    full = [dict.fromkeys(COLUMNS) | row for row in rows]
    return pa.Table.from_pylist(full, schema=SCHEMA)


def columns_of(rows: list[dict[str, object]]) -> GenotypeColumns:
    return genotype_columns(table_of(rows))


def told(genotypes: GenotypeColumns, n_people: int) -> list[dict[int, int]]:
    """Return the copies of whoever is not homozygous reference, as kernels are told; 0 missing."""
    found = []
    for part, people in people_of(genotypes, n_people):
        for row in range(part.stop - part.start):
            of_row = slice(*people.offsets[row : row + 2])
            samples, copies = people.sample[of_row].tolist(), people.copies[of_row].tolist()
            found.append(dict(zip(samples, copies, strict=True)))
    return found


@st.composite
def alleles(draw: st.DrawFn) -> list[tuple[list[int], bool]]:
    n_people = draw(st.sampled_from((1, 7, 8, 9, 64, 65)))
    calls = st.lists(st.integers(NONE, MISSING), min_size=n_people, max_size=n_people)
    return draw(st.lists(st.tuples(calls, st.booleans()), min_size=1, max_size=5))


@given(alleles())
@settings(deadline=None, max_examples=repeats.times(60))
def test_each_person_has_what_was_stored(rows: list[tuple[list[int], bool]]) -> None:
    calls = np.array([row for row, _ in rows])
    n_copies = np.array([0, 1, 1, 2, 0])[calls]
    genotypes = columns_of([stored(row, as_list) for row, as_list in rows])
    people = people_bits(genotypes, np.arange(len(rows)), calls.shape[1])
    assert np.array_equal(people.first, np.isin(calls, (FIRST, BOTH)))
    assert np.array_equal(people.second, np.isin(calls, (SECOND, BOTH)))
    assert np.array_equal(people.is_missing, calls == MISSING)
    assert np.array_equal(people.n_copies, n_copies)
    assert told(genotypes, calls.shape[1]) == [
        {sample: int(copies[sample]) for sample in np.flatnonzero(row).tolist()}
        for row, copies in zip(calls, n_copies, strict=True)
    ]


def test_nobody_is_lost_where_more_people_carry_than_are_decoded_at_once() -> None:
    n_people = 40_000
    genotypes = columns_of([stored([BOTH] * n_people, as_list=False)] * 5)
    assert len(list(people_of(genotypes, n_people))) > 1
    assert told(genotypes, n_people) == [dict.fromkeys(range(n_people), 2)] * 5


def test_columns_of_polars_are_read_as_those_of_a_file() -> None:
    rows = [stored([BOTH, MISSING, FIRST, NONE], as_list) for as_list in (True, False)]
    frame = pl.from_arrow(table_of(rows))
    assert isinstance(frame, pl.DataFrame)
    arrow = frame.to_arrow()
    assert pa.types.is_large_binary(arrow["plane_1"].type)
    assert told(genotype_columns(arrow), 4) == [{0: 2, 1: 0, 2: 1}] * 2


def by_cell(genotypes: GenotypeColumns) -> None:
    cells = divide(["XX"] * 5, [True] * 5, [True] * 5, {})
    ploidy, region = np.full((4, 5), 2, np.int8), np.zeros(2, np.int8)
    count_by_cell(genotypes, region, ploidy, cells, np.arange(2), no_counts(1, 2))


def by_sample(genotypes: GenotypeColumns) -> None:
    counts = SampleCounts(np.zeros((6, 5), np.int64))
    count_by_sample(genotypes, np.ones(2, np.int8), np.ones(5, np.bool_), counts)


@pytest.mark.parametrize("count", [by_cell, by_sample])
@pytest.mark.parametrize(
    "damage",
    [
        {"plane_1": bytes(2)},
        {"plane_2": bytes(2)},
        {"missing": bytes(2)},
        {"plane_1": b"\x04"},  # the sixth of five people
        {"carriers": [5 * 4 + 1]},
        {"carriers": [-4]},
        {"carriers": [1] * 6},  # more than there are people
        {"missing_samples": [5]},
        {"missing_samples": [-1]},
    ],
    ids=str,
)
def test_genotypes_of_other_samples_are_not_counted(count, damage) -> None:
    whole = stored([FIRST, BOTH, MISSING, NONE, SECOND], as_list=False)
    count(columns_of([whole, whole]))
    with pytest.raises(ValueError, match="the genotypes of row 1 do not fit masks of 1 bytes"):
        count(columns_of([whole, damage]))
