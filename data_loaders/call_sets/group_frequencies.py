"""The stored frequencies: every call set's genotypes counted by group, aligned with `alleles`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
    leaf_counts,
    no_counts,
)
from straits.genotypes.row_groups import GenotypeFile
from straits.tables import EVERYONE, LEAF_COUNTS, TABLES

WINDOW = 65_536
_BATCH = 8_192
_ALLELE_INDEX = TABLES["frequencies"].schema.names.index("allele_index")


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
        writers[grouping, group] = frequency_writer(path)
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
                everybody, unrelated = (np.zeros((3, region.size), np.int32) for _ in range(2))
                for leaf, members in cells.leaves(*group).items():
                    columns = leaf_counts(counts, sizes, region, members)
                    if not is_counted.all():
                        columns[:, ~is_counted] = 0
                    writers[group].write_table(leaf_rows(*leaf, index, columns))
                    everybody += columns[:3]
                    unrelated += columns[:3] * leaf[1]
                arrays[group].write(everybody, unrelated)

            list(pool.map(write, writers))
            n_done += len(index)
            progress(n_done)
    for writer in (*writers.values(), *arrays.values()):
        writer.close()


def frequency_writer(path: Path) -> pq.ParquetWriter:
    """Open a file for the `frequencies` of one group: write it the rows of a leaf at a time.

    Each time makes a row group, so that a reader of one sex or of few alleles skips the others.
    """
    return pq.ParquetWriter(
        path,
        TABLES["frequencies"].schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=["sex"],
        # Counts of neighbouring alleles share their upper bytes, which are zero for the most part;
        # haploid_alt is zero nearly throughout, which is not worth taking apart.
        column_encoding={"allele_index": "DELTA_BINARY_PACKED"}
        | {count: "BYTE_STREAM_SPLIT" for count in LEAF_COUNTS if count != "haploid_alt"},
        write_statistics=["sex", "is_unrelated", "allele_index"],
    )


def leaf_rows(
    sex: str, is_unrelated: bool, allele_index: pa.Array, counts: Iterable[NDArray[np.int32]]
) -> pa.Table:
    """Return rows of `frequencies` of one leaf.

    counts
        One array per LEAF_COUNTS, each of shape (n_alleles,).
    """
    leaf = [pa.repeat(pa.scalar(value), len(allele_index)) for value in (sex, is_unrelated)]
    arrays = [*leaf, allele_index, *(pa.array(count) for count in counts)]
    return pa.table(arrays, schema=TABLES["frequencies"].schema)


def totals(path: Path, counts: Sequence[str]) -> list[NDArray[np.int32]]:
    """Return some LEAF_COUNTS of a group over all its leaves, each of shape (n_alleles,).

    path
        Of the file of `frequencies` of the group.
    """
    file = pq.ParquetFile(path)
    groups = [file.metadata.row_group(number) for number in range(file.num_row_groups)]
    spans = [group.column(_ALLELE_INDEX).statistics for group in groups]
    n_alleles = max((span.max + 1 for span in spans), default=0)
    added: list[NDArray[np.int32]] = [np.zeros(n_alleles, np.int32) for _ in counts]
    for number, span in enumerate(spans):
        rows = file.read_row_group(number, columns=list(counts))
        for column, count in zip(added, counts, strict=True):
            column[span.min : span.max + 1] += rows[count].to_numpy()
    return added


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
