"""Alleles are found by rsID, and counted by type, as the table of alleles has them."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.call_sets import found_tables
from straits import genome
from straits.flat.flat_names import NamesWriter
from straits.flat.flat_rsids import read_rsids

RSIDS = [None, "rs1", "rs2", "rs65536", "rs65537", "rs4294967294", "rs4294967295", "rs007", "rs0",
         "rs99999999999", "rs5;rs65536;rs99999999999", "rs3;rs3"]  # fmt: skip
ALLELE = st.tuples(
    st.sampled_from(["chr1", "chr2", "chrX"]), st.integers(1, 99), st.sampled_from(["A", "AC"]),
    st.sampled_from(["G", "GTT", "T"]), st.sampled_from(RSIDS),
)  # fmt: skip


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("found")
    (folder / "aggregates").mkdir()
    return folder


def rows_of(alleles: list[tuple[str, int, str, str, str | None]]) -> pl.DataFrame:
    rows = [
        (contig, pos, ref, alt, genome.variant_type(ref, alt), "autosome", rsid)
        for contig, pos, ref, alt, rsid in sorted(alleles, key=lambda allele: allele[:4])
    ]
    columns = ["contig", "pos", "ref", "alt", "variant_type", "region_class", "rsid"]
    schema = {name: pl.Int32 if name == "pos" else pl.String for name in columns}
    return pl.DataFrame(rows, schema=schema, orient="row").with_row_index("allele_index")


@pytest.mark.parametrize("n_at_once", [1, 3, 100])
@given(st.lists(ALLELE))
def test_each_rsid_of_each_allele_has_a_row_in_order_of_the_numbers(release, n_at_once, alleles):
    rows = rows_of(alleles)
    writer = NamesWriter(release / "aggregates")
    writer.write(rows)
    writer.close()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(found_tables, "_AT_ONCE", n_at_once)
        found_tables.write(release)
    pairs = {
        (int(name[2:]), index)
        for index, rsid in rows.select("allele_index", "rsid").iter_rows()
        for name in (rsid or "").split(";")
        if name
    }
    written = pl.read_parquet(release / "aggregates/rsids.parquet", glob=False)
    assert written.rows() == sorted(pairs)
    arrays = read_rsids(release / "aggregates")
    assert list(zip(arrays.number.tolist(), arrays.allele_index.tolist(), strict=True)) == (
        sorted(pairs)
    )
    listed = ["rs1", "rs007", "rs7", "rs65536", "rs99999999999", "rs4", "x", "rs1"]
    found = {(index, name) for name in listed for number, index in pairs if f"rs{number}" == name}
    found |= {(index, "rs007") for number, index in pairs if number == 7}
    assert [pair[::-1] for pair in arrays.alleles(listed).rows()] == sorted(found)
    counts = pl.read_parquet(release / "aggregates/allele_counts.parquet", glob=False)
    plain = rows.group_by("contig", "variant_type").agg(
        pl.len().alias("n"), pl.col("allele_index").min().alias("first")
    )
    assert counts.rows() == plain.sort("first").rows()
