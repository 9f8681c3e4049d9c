"""Names, annotations and states of any alleles are those that the tables have."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from straits import genome
from straits.flat.flat_codes import CodesWriter, read_codes
from straits.flat.flat_names import NamesWriter, read_names

RSIDS = [
    None, "rs1", "rs4294967294", "rs4294967295", "rs99999999999", "rs007", "rs1;rs2", "Æ.1", "",
]  # fmt: skip
BASES = st.sampled_from(["A", "C", "G", "T", "N", "AC", "GTT"])
ALLELE = st.tuples(
    st.sampled_from(["chr1", "chr2", "chrX"]), st.integers(1, 10**9), BASES, BASES,
    st.sampled_from(RSIDS),
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("flat")


def table(alleles: list[tuple[str, int, str, str, str | None]]) -> pl.DataFrame:
    ordered = sorted(alleles, key=lambda allele: allele[:4])
    rows = [
        (index, contig, pos, ref, alt, genome.variant_type(ref, alt),
         genome.region_class("GRCh38", contig, pos), rsid)
        for index, (contig, pos, ref, alt, rsid) in enumerate(ordered)
    ]  # fmt: skip
    columns = {
        "allele_index": pl.Int64, "contig": pl.String, "pos": pl.Int32, "ref": pl.String,
        "alt": pl.String, "variant_type": pl.String, "region_class": pl.String, "rsid": pl.String,
    }  # fmt: skip
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    name = pl.concat_str("contig", "pos", "ref", "alt", separator="-").alias("variant_id")
    return frame.select("allele_index", name, pl.exclude("allele_index"))


@given(st.lists(ALLELE, min_size=1), st.data())
def test_some_alleles_have_the_names_that_the_table_has(folder, alleles, data):
    rows = table(alleles)
    cut = data.draw(st.integers(0, rows.height))
    writer = NamesWriter(folder)
    writer.write(rows[:cut])
    writer.write(rows[cut:])
    writer.close()
    wanted = data.draw(st.lists(st.integers(0, rows.height - 1)))
    given_names = read_names(folder).of(np.array(wanted, np.int64))
    assert given_names.equals(rows[wanted])
    assert given_names.schema == rows.schema


PLACE = st.tuples(
    st.sampled_from(["chr1", "chr2", "chrX", "chrM"]), st.integers(-5, 5 * 10**9),
    st.integers(-5, 5 * 10**9),
)  # fmt: skip


@given(st.lists(ALLELE), st.lists(PLACE), st.data())
def test_alleles_are_found_by_region_and_by_name_as_by_looking_at_each(
    folder, alleles, regions, data
):
    rows = table(alleles)
    writer = NamesWriter(folder)
    writer.write(rows)
    writer.close()
    names = read_names(folder)
    near = [(contig, pos, pos) for contig, pos, *_ in data.draw(_some(alleles))]
    asked = regions + near
    found = names.within(*([list(each) for each in zip(*asked, strict=True)] or [[], [], []]))
    for (contig, start, end), (first, last) in zip(asked, found.T.tolist(), strict=True):
        there = rows.filter(pl.col("contig") == contig, pl.col("pos").is_between(start, end))
        assert list(range(first, last + 1)) == there["allele_index"].to_list()
    named = [place[:4] for place in data.draw(_some(alleles))]
    others = [(contig, pos + 1, ref, alt) for contig, pos, ref, alt in named]
    wanted = {genome.variant_id(*place) for place in named + others}
    held = rows.filter(pl.col("variant_id").is_in(wanted)).select("variant_id", "allele_index")
    assert names.at(named + others).equals(held)


def _some(alleles):
    return st.lists(st.sampled_from(alleles)) if alleles else st.just([])


@pytest.mark.parametrize(("n", "kind"), [(256, np.uint8), (257, np.uint16), (65_537, np.uint32)])
def test_codes_grow_as_wide_as_there_are_values(tmp_path, n, kind):
    rows = pl.DataFrame({"filter": [f"f{i}" for i in range(n - 1)] + [None], "other": [1] * n})
    writer = CodesWriter(tmp_path / "state.npy", ["filter", "other"])
    for start in range(0, n, 1000):
        writer.write(rows[start : start + 1000])
    writer.write(rows[:3])
    writer.close()
    codes = read_codes(tmp_path / "state.npy")
    assert codes.codes.dtype == kind
    assert codes.values.height == n
    places = np.array([0, n - 1, n // 2, n + 2])
    assert codes.of(places).equals(pl.concat([rows, rows[:3]])[places])
