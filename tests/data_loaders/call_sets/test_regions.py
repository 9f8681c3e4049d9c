"""Callable regions: which alleles a BED file covers."""

import gzip
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.call_sets import regions
from straits.errors import InputError


def bed(folder: Path, text: str, build: str = "GRCh38") -> regions.Bed:
    path = folder / "targets.bed"
    path.write_text(text)
    return regions.read_bed(path, build)


def rows(frame: pl.DataFrame) -> list[tuple[str, int, int]]:
    return frame.rows()


def test_a_bed_counts_from_0_and_leaves_the_end_out(tmp_path):
    assert rows(bed(tmp_path, "chr1\t9\t12\n").regions) == [("chr1", 10, 12)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("chr1\t0\t5\nchr1\t3\t8\n", [("chr1", 1, 8)]),  # overlapping
        ("chr1\t0\t5\nchr1\t5\t8\n", [("chr1", 1, 8)]),  # touching
        ("chr1\t0\t5\nchr1\t6\t8\n", [("chr1", 1, 5), ("chr1", 7, 8)]),  # one base between
        ("chr1\t0\t9\nchr1\t2\t3\nchr1\t9\t10\n", [("chr1", 1, 10)]),  # one within another
        ("chr1\t6\t8\nchr1\t0\t5\n", [("chr1", 1, 5), ("chr1", 7, 8)]),  # not sorted
        # in the order of the genome, not of the alphabet
        ("X\t0\t1\n10\t0\t1\n2\t0\t1\n", [("chr2", 1, 1), ("chr10", 1, 1), ("chrX", 1, 1)]),
        ("MT\t0\t1\nchrM\t1\t2\n", [("chrM", 1, 2)]),  # two names of one contig
        ("track name=x\nbrowser hide\n#chr1\t0\t1\n\nchr1\t4\t5\t+\tname\n", [("chr1", 5, 5)]),
        ("chr1 4 5\n", [("chr1", 5, 5)]),  # spaces
        ("chr1\t4\t5\r\n", [("chr1", 5, 5)]),  # from Windows
    ],
)
def test_regions_are_merged_and_sorted(tmp_path, text, expected):
    assert rows(bed(tmp_path, text).regions) == expected


def test_intervals_on_other_contigs_are_counted_and_left_out(tmp_path):
    found = bed(tmp_path, "chr1\t0\t5\nchr1\t3\t8\nchrUn_1\t0\t1\nchrUn_1\t2\t3\nHLA-A\t0\t1\n")
    assert (found.n_intervals, found.skipped) == (2, {"chrUn_1": 2, "HLA-A": 1})


def test_a_gzipped_bed_reads_the_same(tmp_path):
    path = tmp_path / "targets.bed.gz"
    path.write_bytes(gzip.compress(b"chr1\t9\t12\n"))
    assert rows(regions.read_bed(path, "GRCh38").regions) == [("chr1", 10, 12)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("chr1\t0\t5\nchr1\t7\n", r"targets\.bed:2: expected contig, start and end .*'chr1\\t7'"),
        ("chr1\tstart\tend\n", r"targets\.bed:1: expected whole numbers .*'start' and 'end'"),
        ("chr1\t5\t5\n", r"targets\.bed:1: expected 0 <= start < end, got 5 and 5; BED counts "),
        ("chr1\t9\t5\n", r"targets\.bed:1: expected 0 <= start < end, got 9 and 5"),
        ("chr1\t-1\t5\n", r"targets\.bed:1: expected 0 <= start < end, got -1 and 5"),
        ("chr21\t0\t46709984\n", r"targets\.bed:1: chr21:0-46709984 ends past the end of chr21 in "
         r"GRCh38, 46,709,983; is the file for another build\?"),
        ("chrUn_1\t0\t1\n", r"targets\.bed: has no interval on chr1 to .*, only chrUn_1; expected"),
        ("#nothing\n", r"targets\.bed: has no interval on chr1 to .*, none at all"),
    ],
)  # fmt: skip
def test_a_wrong_bed_is_told_by_line(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        bed(tmp_path, text)


def test_the_last_base_of_a_contig_is_within_it(tmp_path):
    assert rows(bed(tmp_path, "21\t46709982\t46709983\n").regions)[0][2] == 46_709_983
    assert rows(bed(tmp_path, "21\t0\t48129895\n", "GRCh37").regions)[0][2] == 48_129_895


def test_a_bed_that_is_not_there_or_holds_genotypes_is_told_so(tmp_path):
    with pytest.raises(InputError, match=r"targets\.bed: cannot be read \(No such file"):
        regions.read_bed(tmp_path / "targets.bed", "GRCh38")
    (tmp_path / "cut.bed.gz").write_bytes(gzip.compress(b"chr1\t9\t12\n")[:-9])
    with pytest.raises(InputError, match=r"cut\.bed\.gz is damaged or cut short"):
        regions.read_bed(tmp_path / "cut.bed.gz", "GRCh38")
    # the first bytes of PLINK's .bed
    (tmp_path / "plink.bed").write_bytes(b"\x6c\x1b\x01\xff\xfe")
    with pytest.raises(InputError, match=r"plink\.bed: is not text; .*a PLINK \.bed holds"):
        regions.read_bed(tmp_path / "plink.bed", "GRCh38")


def test_every_base_of_the_reference_allele_must_be_covered():
    merged = regions.merge(
        pl.DataFrame(
            {
                "contig": ["chr1", "chr1", "chr2"],
                "start_pos": [10, 20, 1],
                "end_pos": [12, 22, 5],
            }
        )
    )
    cases = [
        ("chr1", 9, 1, False),  # just before
        ("chr1", 10, 1, True),
        ("chr1", 10, 3, True),  # the whole region
        ("chr1", 10, 4, False),  # one base too long
        ("chr1", 12, 9, False),  # ends in two regions, the bases between are in none
        ("chr1", 23, 1, False),  # just after the last one of its contig
        ("chr2", 1, 1, True),
        ("chr3", 1, 1, False),  # a contig without regions
        ("chrX", 21, 1, False),
    ]
    contig, pos, ref_length, expected = zip(*cases, strict=True)
    assert regions.covers(merged, contig, pos, ref_length).tolist() == list(expected)


def test_no_regions_cover_nothing():
    none = pl.DataFrame(schema={"contig": pl.String, "start_pos": pl.Int32, "end_pos": pl.Int32})
    assert regions.covers(none, "chr1", [1, 2], 1).tolist() == [False, False]


CONTIGS = st.sampled_from(["chr2", "chr10", "chrX"])
POSITIONS = st.integers(1, 40)
INTERVALS = st.lists(
    st.tuples(CONTIGS, POSITIONS, st.integers(0, 8)).map(lambda row: (row[0], row[1], sum(row[1:])))
)
ALLELES = st.lists(st.tuples(CONTIGS, POSITIONS, st.integers(1, 6)), min_size=1)


def bases(intervals: list[tuple[str, int, int]]) -> set[tuple[str, int]]:
    return {(contig, pos) for contig, start, end in intervals for pos in range(start, end + 1)}


def frame(intervals: list[tuple[str, int, int]]) -> pl.DataFrame:
    schema = {"contig": pl.String, "start_pos": pl.Int32, "end_pos": pl.Int32}
    return pl.DataFrame(intervals, schema=schema, orient="row")


@given(INTERVALS)
def test_merging_keeps_every_base_and_leaves_a_gap_between_regions(intervals):
    merged = rows(regions.merge(frame(intervals)))
    assert bases(merged) == bases(intervals)
    order = ["chr2", "chr10", "chrX"]
    assert merged == sorted(merged, key=lambda row: (order.index(row[0]), row[1]))
    for (contig, _, end), (next_contig, start, _) in zip(merged, merged[1:], strict=False):
        assert contig != next_contig or start > end + 1


@given(INTERVALS, ALLELES)
def test_covering_agrees_with_a_set_of_bases(intervals, alleles):
    covered = bases(intervals)
    expected = [
        all((contig, base) in covered for base in range(pos, pos + length))
        for contig, pos, length in alleles
    ]
    contig, pos, length = zip(*alleles, strict=True)
    found = regions.covers(regions.merge(frame(intervals)), contig, pos, length)
    np.testing.assert_array_equal(found, expected)
