"""The `variants` and `genotypes` of a call set: written once, sorted, and never changed again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_loaders.vcf.drops import Drops
from data_loaders.vcf.order import Order, order_rows, same_genotypes, take_ordered
from straits import genome
from straits.tables import TABLES

# Genotypes: about this many bytes of planes and lists in a row group, so that a gene reads little.
ROW_GROUP_BYTES = 4 << 20
MOST_ROWS = 8192
# One slice of the sorted contig is in memory at a time.
SLICE_ROWS = 16384


class WaitingRows(Protocol):
    """Rows of a call set by contig, as of batch.SCHEMA, in whatever order."""

    def contigs(self) -> list[str]:
        """Return the contigs that have rows, in the order of genome.CONTIGS."""

    def read(self, contig: str) -> pa.Table:
        """Return the rows of a contig."""


def write_call_set(
    rows: WaitingRows, release: Path, call_set_id: str, file_names: list[str], drops: Drops
) -> int:
    """Write both tables of a call set from its waiting rows; returns the number of alleles.

    Records of the same allele are left out but for one, and counted in drops.
    """
    partition = {"call_set_id": call_set_id}
    names = pa.array(file_names, pa.string())
    n_rows = 0
    variants = TABLES["variants"].path(release, partition)
    genotypes = TABLES["genotypes"].path(release, partition)
    for path in (variants, genotypes):
        path.parent.mkdir(parents=True)
    with (
        pq.ParquetWriter(
            variants, TABLES["variants"].schema, compression="zstd", compression_level=3
        ) as variant_writer,
        genotype_writer(genotypes) as genotype_writer_,
    ):
        for contig in rows.contigs():
            table = rows.read(contig)
            order = order_rows(table)
            _count_duplicates(table, order, contig, drops)
            for places in _slices(order):
                part = take_ordered(table, places)
                index = np.arange(n_rows, n_rows + part.num_rows, dtype=np.int64)
                variant_writer.write_table(_variants(part, index, contig, names))
                _write_genotypes(genotype_writer_, _genotypes(part, index, contig))
                n_rows += part.num_rows
    return n_rows


def genotype_writer(path: Path) -> pq.ParquetWriter:
    """Open a file for the `genotypes` table; lists are delta-encoded, planes only compressed."""
    return pq.ParquetWriter(
        path,
        TABLES["genotypes"].schema,
        compression="zstd",
        compression_level=3,
        use_dictionary=["contig", "region_class"],
        column_encoding={
            "variant_index": "DELTA_BINARY_PACKED",
            "pos": "DELTA_BINARY_PACKED",
            "carriers.list.element": "DELTA_BINARY_PACKED",
            "missing_samples.list.element": "DELTA_BINARY_PACKED",
            "others.list.element": "DELTA_BINARY_PACKED",
        },
    )


def _slices(order: Order) -> Iterator[np.ndarray[tuple[int], np.dtype[np.int64]]]:
    for start in range(0, order.kept.size, SLICE_ROWS):
        yield order.kept[start : start + SLICE_ROWS]


def _variants(part: pa.Table, index: np.ndarray, contig: str, names: pa.Array) -> pa.Table:
    columns = {
        "variant_index": pa.array(index),
        "contig": pa.repeat(contig, part.num_rows),
        "source_file": pc.take(names, part["file"].combine_chunks()),
    }
    schema = TABLES["variants"].schema
    return pa.table(
        [
            columns.get(name, part[name] if name in part.column_names else None)
            for name in schema.names
        ],
        schema=schema,
    )


def _genotypes(part: pa.Table, index: np.ndarray, contig: str) -> pa.Table:
    columns = {
        "variant_index": pa.array(index),
        "contig": pa.repeat(contig, part.num_rows),
        "region_class": pc.take(
            pa.array(genome.REGION_CLASSES, pa.string()), part["region"].combine_chunks()
        ),
    }
    schema = TABLES["genotypes"].schema
    return pa.table(
        [
            columns.get(name, part[name] if name in part.column_names else None)
            for name in schema.names
        ],
        schema=schema,
    )


def _write_genotypes(writer: pq.ParquetWriter, table: pa.Table) -> None:
    per_row = max(table.nbytes // max(table.num_rows, 1), 1)
    rows = int(min(MOST_ROWS, max(512, ROW_GROUP_BYTES // per_row)))
    writer.write_table(table, row_group_size=rows)


def _count_duplicates(table: pa.Table, order: Order, contig: str, drops: Drops) -> None:
    for row, kept in zip(order.duplicates.tolist(), order.preferred.tolist(), strict=True):
        same = same_genotypes(table, row, kept)
        reason = "duplicate_same_genotypes" if same else "duplicate_other_genotypes"
        drops.add(
            "allele", reason, table["file"][row].as_py(), contig, table["pos"][row].as_py(),
            table["ref"][row].as_py(), table["alt"][row].as_py(),
            f"FILTER {table['filter'][row].as_py() or '.'}, {table['n_called'][row]} called",
        )  # fmt: skip
