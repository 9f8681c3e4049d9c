"""Counts on disk come back as they were written, as wide as they must be."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from straits.flat.flat_arrays import ArrayWriter, length, mapped
from straits.flat.flat_counts import BLOCK, Cell, CountsWriter, read_counts, write_counts

CELL = Cell("wgs", "ethnic group", "a/b=c", "all")


def written(folder: Path, n_people: int, *parts: tuple[list[int], list[int], list[int]]):
    writer = CountsWriter(folder, CELL, n_people)
    for part in parts:
        writer.write(*(np.array(column) for column in part))
    writer.close()
    counts = read_counts(folder, CELL)
    assert counts is not None
    return counts


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 80)), min_size=1, max_size=60),
    st.lists(st.integers(0, 60)),
)
def test_n_called_is_told_of_any_stretch_however_the_parts_fall(made_once_folder, alleles, cuts):
    n_called, an = (np.array(column) for column in zip(*alleles, strict=True))
    ac = an // 3
    writer = CountsWriter(made_once_folder, CELL, 40)
    for part in np.split(np.arange(an.size), sorted(cuts)):
        writer.write(n_called[part], ac[part], an[part])
    writer.close()
    counts = read_counts(made_once_folder, CELL)
    assert counts is not None
    np.testing.assert_array_equal(counts.ac, ac)
    np.testing.assert_array_equal(counts.an, an)
    for start in range(0, an.size, 7):
        for stop in (start + 1, an.size):
            np.testing.assert_array_equal(counts.n_called(start, stop), n_called[start:stop])


@pytest.fixture(scope="module")
def made_once_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("flat")


def test_n_called_is_kept_only_from_where_it_is_not_half_of_an(tmp_path):
    counts = written(tmp_path, 50, ([50, 49], [1, 2], [100, 98]), ([50, 50], [0, 3], [75, 100]))
    assert counts.n_called_late.tolist() == [50, 50]
    assert counts.n_called(0, 4).tolist() == [50, 49, 50, 50]


@pytest.mark.parametrize(
    ("n_people", "kind"), [(32_767, np.uint16), (32_768, np.uint32), (500_000, np.uint32)]
)
def test_counts_are_as_wide_as_the_people_of_the_cell_need(tmp_path, n_people, kind):
    counts = written(tmp_path, n_people, ([n_people], [2 * n_people], [2 * n_people]))
    assert counts.ac.dtype == counts.an.dtype == kind
    assert (counts.ac[0], counts.an[0], counts.n_called(0, 1)[0]) == (
        2 * n_people, 2 * n_people, n_people
    )  # fmt: skip


def test_a_count_above_the_people_of_the_cell_is_refused_and_not_wrapped_round(tmp_path):
    with pytest.raises(OverflowError, match=r"ac\.npy holds uint16, from 0 to 65535; .* 65536"):
        written(tmp_path, 32_767, ([1], [65_536], [2]))


def test_the_lowest_counts_of_a_block_are_those_of_its_alleles(tmp_path):
    rng = np.random.default_rng(1)
    n_called = rng.integers(100, 1_000, 3 * BLOCK + 17)
    write_counts(tmp_path, CELL, n_called, n_called // 2, 2 * n_called - (n_called > 990))
    counts = read_counts(tmp_path, CELL)
    assert counts is not None
    blocks = [slice(at, at + BLOCK) for at in range(0, n_called.size, BLOCK)]
    assert counts.lowest_n_called.tolist() == [n_called[block].min() for block in blocks]
    assert counts.lowest_an.tolist() == [counts.an[block].min() for block in blocks]


def test_the_unrelated_are_all_people_where_they_have_no_files_of_their_own(tmp_path):
    write_counts(tmp_path, CELL, np.array([3]), np.array([2]), np.array([6]))
    unrelated = CELL._replace(sample_set="unrelated")
    counts = read_counts(tmp_path, unrelated)
    assert counts is not None
    assert counts.ac.tolist() == [2]
    write_counts(tmp_path, unrelated, np.array([1]), np.array([0]), np.array([2]))
    counts = read_counts(tmp_path, unrelated)
    assert counts is not None
    assert counts.ac.tolist() == [0]
    assert read_counts(tmp_path, CELL._replace(group_id="nobody")) is None


def test_numpy_reads_the_files_itself(tmp_path):
    write_counts(tmp_path, CELL, np.array([3, 4]), np.array([2, 8]), np.array([6, 8]))
    assert np.load(CELL.folder(tmp_path) / "ac.npy", mmap_mode="r").tolist() == [2, 8]


@pytest.mark.parametrize("n_bytes", [0, 60, 128, 131])
def test_a_file_that_was_cut_is_refused(tmp_path, n_bytes):
    path = tmp_path / "ac.npy"
    writer = ArrayWriter(path, np.uint16)
    writer.write([1, 2])
    writer.close()
    assert (mapped(path).tolist(), length(path)) == ([1, 2], 2)
    path.write_bytes(path.read_bytes()[:n_bytes])
    with pytest.raises((ValueError, OSError)):
        mapped(path)
