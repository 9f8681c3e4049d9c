"""The stored frequencies: every call set's genotypes counted by group, aligned with `alleles`."""

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data_loaders.call_sets.group_arrays import GroupArrays
from straits import genome
from straits.flat.flat_counts import Cell
from straits.genotypes.cells import Cells, divide
from straits.genotypes.counts import (
    CellCounts,
    cell_sizes,
    count_by_cell,
    group_columns,
    no_counts,
)
from straits.genotypes.row_groups import GenotypeFile
from straits.tables import COUNTS, EVERYONE, SAMPLE_SETS, SEXES, TABLES, count_column

WINDOW = 65_536
_BATCH = 8_192
_ZEROS = np.zeros(WINDOW, np.int32)


def call_set_cells(samples: pl.DataFrame, groupings: list[str]) -> Cells:
    """Divide the people of a call set by sex, relatedness and every grouping.

    samples
        Rows of the `samples` table of the call set, in order of sample_index.
    """
    groups = {EVERYONE: [EVERYONE] * samples.height}
    groups |= {grouping: samples[grouping].to_list() for grouping in groupings}
    return divide(
        samples["sex"].to_list(),
        samples["is_unrelated"].to_list(),
        samples["is_counted"].to_list(),
        groups,
    )


def write_frequencies(
    release: Path,
    call_set_id: str,
    cells: Cells,
    ploidy: NDArray[np.int8],
    jobs: int,
    progress: Callable[[int], None],
) -> None:
    """Write one file of `frequencies` per group of a call set.

    ploidy
        Shape (n_region_classes, n_samples).
    progress
        Called with the number of alleles done so far.
    """
    table = TABLES["frequencies"]
    sizes = cell_sizes(ploidy, cells)
    writers: dict[tuple[str, str], pq.ParquetWriter] = {}
    arrays: dict[tuple[str, str], GroupArrays] = {}
    n_of_cell = np.bincount(
        cells.cell_of_sample[cells.cell_of_sample >= 0], minlength=cells.n_cells
    )
    for grouping, group in cells.members:
        path = table.path(
            release, {"call_set_id": call_set_id, "grouping": grouping, "group_id": group}
        )
        path.parent.mkdir(parents=True)
        sexes = {SEXES[place] for place in cells.sex[cells.members[grouping, group]]}
        writers[grouping, group] = frequency_writer(path, sexes)
        n_people = n_of_cell[cells.members[grouping, group]]
        is_unrelated = cells.is_unrelated[cells.members[grouping, group]]
        arrays[grouping, group] = GroupArrays(
            release / table.folder, Cell(call_set_id, grouping, group),
            int(n_people.sum()), int(n_people[is_unrelated].sum()),
        )  # fmt: skip
    n_done = 0
    with ThreadPoolExecutor(jobs, thread_name_prefix="frequencies") as pool:
        for index, region, counts, is_counted in _windows(
            release, call_set_id, cells, ploidy, pool
        ):

            def write(
                group: tuple[str, str], index: pa.Array = index, region: NDArray[np.int8] = region,
                counts: CellCounts = counts, is_counted: NDArray[np.bool_] = is_counted,
            ) -> None:  # fmt: skip
                columns = group_columns(counts, sizes, region, cells, cells.members[group])
                if not is_counted.all():
                    columns[:, ~is_counted] = 0
                of_table = [index, *(_int_array(column) for column in columns)]
                writers[group].write_table(pa.table(of_table, schema=table.schema))
                arrays[group].write(columns[:3], columns[24:27])

            list(pool.map(write, writers))
            n_done += len(index)
            progress(n_done)
    for writer in (*writers.values(), *arrays.values()):
        writer.close()


def frequency_writer(path: Path, sexes: Collection[str] = SEXES) -> pq.ParquetWriter:
    """Open a file for the `frequencies` of one group.

    sexes
        Those that somebody in the group has, of tables.SEXES.
    """
    # Counts of neighbouring alleles share their upper bytes, which are zero for the most part.
    # What is zero nearly throughout is not worth taking apart.
    encoding = {"allele_index": "DELTA_BINARY_PACKED"} | {
        count_column(count, sample_set, sex): "BYTE_STREAM_SPLIT"
        for sample_set in SAMPLE_SETS
        for sex in (None, *sexes)
        for count in COUNTS
        if count != "hemi"
    }
    return pq.ParquetWriter(
        path,
        TABLES["frequencies"].schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=False,
        column_encoding=encoding,
        write_statistics=["allele_index"],
    )


def _int_array(column: NDArray[np.int32]) -> pa.Array:
    # Most columns are all zero (hemi on an autosome, a sex that nobody has): share the zeros.
    return pa.array(column if column.any() else _ZEROS[: column.size])


def _windows(
    release: Path,
    call_set_id: str,
    cells: Cells,
    ploidy: NDArray[np.int8],
    pool: ThreadPoolExecutor,
) -> Iterator[tuple[pa.Array, NDArray[np.int8], CellCounts, NDArray[np.bool_]]]:
    """Yield (allele_index, region, counts by cell, is_counted) for stretches of `alleles`.

    is_counted is False where the call set says nothing of an allele (an_source none).
    """
    states = pq.ParquetFile(TABLES["allele_states"].path(release, {"call_set_id": call_set_id}))
    alleles = pq.ParquetFile(TABLES["alleles"].path(release))
    # Stretches are counted side by side: one thread reads each.
    path = TABLES["genotypes"].path(release, {"call_set_id": call_set_id})
    genotypes = GenotypeFile(path, use_threads=False)
    codes = {name: code for code, name in enumerate(genome.REGION_CLASSES)}
    for state, allele in zip(
        states.iter_batches(WINDOW, columns=["allele_index", "variant_index", "an_source"]),
        alleles.iter_batches(WINDOW, columns=["region_class"]),
        strict=True,
    ):
        region = np.array([codes[name] for name in allele["region_class"].to_pylist()], np.int8)
        is_observed = state["variant_index"].is_valid().to_numpy(zero_copy_only=False)
        counts = no_counts(cells.n_cells, region.size)
        rows = np.flatnonzero(is_observed)
        variants = state["variant_index"].drop_null().to_numpy()
        batches = [slice(at, at + _BATCH) for at in range(0, rows.size, _BATCH)]

        def count(
            part: slice, rows: NDArray[np.int64] = rows, variants: NDArray[np.int64] = variants,
            counts: CellCounts = counts,
        ) -> None:  # fmt: skip
            # The alleles of a call set have the numbers of its variants, without a gap.
            first, last = (int(variants[part][end]) for end in (0, -1))
            read = genotypes.read(genotypes.groups(first, last)).between(first, last)
            count_by_cell(read.columns, read.region, ploidy, cells, rows[part], counts)

        list(pool.map(count, batches))
        is_counted = np.array([source != "none" for source in state["an_source"].to_pylist()])
        yield state["allele_index"], region, counts, is_counted
