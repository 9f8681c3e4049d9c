"""The tables by which alleles are found by rsID, and counted by type, made of their names."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from straits.flat.flat_names import NO_RSID, ODD_RSID, Names, read_names
from straits.flat.flat_rsids import RsidsWriter
from straits.tables import TABLES

# As few rows as an rsID is looked for among, and as many as are sorted at once.
_ROW_GROUP = 32_768
_AT_ONCE = 8_000_000
_COPIED = 1 << 20  # alleles


def write(release: Path) -> None:
    """Write `rsids`, also as arrays, and `allele_counts`; names of alleles are written already."""
    aggregates = TABLES["alleles"].path(release).parent
    names = read_names(aggregates)
    counts = _arrow(_allele_counts(names), "allele_counts")
    pq.write_table(counts, TABLES["allele_counts"].path(release), compression="zstd")
    arrays = RsidsWriter(aggregates)
    with pq.ParquetWriter(
        TABLES["rsids"].path(release),
        TABLES["rsids"].schema,
        compression="zstd",
        use_dictionary=False,
        column_encoding={"number": "DELTA_BINARY_PACKED", "allele_index": "DELTA_BINARY_PACKED"},
    ) as writer:
        for rows in _rsids(names):
            writer.write_table(_arrow(rows, "rsids"), row_group_size=_ROW_GROUP)
            arrays.write(rows)
    arrays.close()


def _allele_counts(names: Names) -> pl.DataFrame:
    """Return the rows of `allele_counts`, in order of first_allele."""
    types = names.kind.values["variant_type"].cast(pl.Categorical)
    place_of_code = types.to_physical().to_numpy().astype(np.uint8)
    texts = dict(zip(place_of_code.tolist(), types.cast(pl.String), strict=True))
    rows = []
    firsts = [*names.contigs.values(), names.pos.size]
    for contig, first, stop in zip(names.contigs, firsts, firsts[1:], strict=False):
        places = place_of_code[names.kind.codes[first:stop]]
        numbers = np.bincount(places)
        for place in np.flatnonzero(numbers).tolist():
            at = first + int((places == place).argmax())
            rows.append((contig, texts[place], int(numbers[place]), at))
    columns = TABLES["allele_counts"].schema.names
    return pl.DataFrame(
        rows, dict(zip(columns, (pl.String, pl.String, pl.Int64, pl.Int64), strict=True)),
        orient="row",
    ).sort("first_allele")  # fmt: skip


def _rsids(names: Names) -> Iterator[pl.DataFrame]:
    """Yield the rows of `rsids`, in order, a part of the numbers at a time."""
    odd = _odd_rsids(names)
    for low, high in _parts(names.rsid):
        alleles = [
            start + np.flatnonzero((part >= low) & (part < high) & (part != NO_RSID))
            for start, part in _pieces(names.rsid)
        ]
        here = np.concatenate([np.empty(0, np.int64), *alleles])
        plain = pl.DataFrame({"number": names.rsid[here].astype(np.int64), "allele_index": here})
        of_part = odd.filter(pl.col("number").is_between(low, high, closed="left"))
        yield pl.concat([plain, of_part]).sort("number", "allele_index")
    yield odd.filter(pl.col("number") >= ODD_RSID).sort("number", "allele_index")


def _odd_rsids(names: Names) -> pl.DataFrame:
    """Return the rows of alleles of several rsIDs, or of one that the arrays hold as a text."""
    alleles = names.odd_rsids.alleles
    texts = pl.DataFrame({"allele_index": alleles, "rsid": names.odd_rsids.of(alleles)})
    return (
        texts.with_columns(pl.col("rsid").cast(pl.String).str.split(";"))
        .explode("rsid")
        .select(
            pl.col("rsid").str.extract(r"^rs([0-9]{1,18})$").cast(pl.Int64).alias("number"),
            "allele_index",
        )
        .drop_nulls()
        .unique()
    )


def _parts(numbers: NDArray[np.uint32]) -> Iterator[tuple[int, int]]:
    """Yield ranges of numbers, the end excluded, that few alleles each have, up to ODD_RSID."""
    in_bin = np.zeros(1 << 16, np.int64)
    for _, part in _pieces(numbers):
        in_bin += np.bincount(part >> 16, minlength=in_bin.size)
    low, held = 0, 0
    for place, number in enumerate(in_bin.tolist()):
        if held and held + number > _AT_ONCE:
            yield low, place << 16
            low, held = place << 16, 0
        held += number
    yield low, ODD_RSID


def _pieces(numbers: NDArray[np.uint32]) -> Iterator[tuple[int, NDArray[np.uint32]]]:
    for start in range(0, numbers.size, _COPIED):
        yield start, numbers[start : start + _COPIED]


def _arrow(frame: pl.DataFrame, table: str) -> pa.Table:
    schema = TABLES[table].schema
    return frame.select(schema.names).to_arrow(compat_level=pl.CompatLevel.oldest()).cast(schema)
