"""Allele counts by cell, from planes or carrier lists.

One compiled pass over the people who are not homozygous reference; everybody else is known from the
size of the cell. The SQL macros in sql/macros say the same for one cohort mask.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from straits.genotypes.cells import Cells
from straits.genotypes.columns import GenotypeColumns
from straits.genotypes.compiled import compiled
from straits.genotypes.decoding import people_of
from straits.tables import LEAF_COUNTS

# What is counted by cell.
HOM_ALT, HET, HAPLOID_ALT, MISSING_DIPLOID, MISSING_HAPLOID = range(5)
# Rows that are added up at once, so that they stay in the fastest memory.
_TILE = 1024


class CellCounts(NamedTuple):
    """What each cell has of each allele, in people.

    counts
        HOM_ALT, HET, HAPLOID_ALT, MISSING_DIPLOID and MISSING_HAPLOID, shape (n_cells, 5, n_rows).
    is_used
        Whether a tile of rows of counts has anything but zeros, shape (n_cells, 5, n_tiles).
    """

    counts: NDArray[np.int32]
    is_used: NDArray[np.bool_]


def no_counts(n_cells: int, n_rows: int) -> CellCounts:
    """Return counts that are all zero."""
    n_tiles = (n_rows + _TILE - 1) // _TILE
    return CellCounts(
        np.zeros((n_cells, 5, n_rows), np.int32), np.zeros((n_cells, 5, n_tiles), np.bool_)
    )


def count_by_cell(
    genotypes: GenotypeColumns,
    region: NDArray[np.int8],
    ploidy: NDArray[np.int8],
    cells: Cells,
    rows: NDArray[np.int64],
    into: CellCounts,
) -> None:
    """Add what each cell has of each allele to counts.

    region
        Place of each allele in genome.REGION_CLASSES, shape (n_alleles,).
    ploidy
        Shape (n_region_classes, n_samples).
    rows
        The row of counts for each allele, shape (n_alleles,).

    Raises ValueError, naming the row, where a plane is not as long as the samples or a list names a
    sample beyond them.
    """
    nobody = cells.n_cells
    cell_of_sample = np.where(cells.cell_of_sample < 0, nobody, cells.cell_of_sample)
    # Everybody in a cell is of one sex, and so has as many copies as the others.
    copies = np.zeros((ploidy.shape[0], nobody + 1), np.int8)
    copies[:, cell_of_sample] = ploidy
    tally = np.empty((nobody + 1, 3), np.int32)
    for part, people in people_of(genotypes, cell_of_sample.size):
        _count(people, region[part], copies, cell_of_sample, rows[part], tally, into)


def cell_sizes(ploidy: NDArray[np.int8], cells: Cells) -> NDArray[np.int32]:
    """Return the diploid and haploid people by cell, shape (n_region_classes, n_cells, 2)."""
    counted = cells.cell_of_sample >= 0
    cell = cells.cell_of_sample[counted]
    sizes = np.zeros((ploidy.shape[0], cells.n_cells, 2), np.int32)
    for klass in range(ploidy.shape[0]):
        for column, copies in enumerate((2, 1)):
            here = cell[ploidy[klass, counted] == copies]
            sizes[klass, :, column] = np.bincount(here, minlength=cells.n_cells)
    return sizes


def leaf_counts(
    counted: CellCounts,
    sizes: NDArray[np.int32],
    region: NDArray[np.int8],
    members: NDArray[np.int32],
) -> NDArray[np.int32]:
    """Return LEAF_COUNTS of a leaf, the sum of some cells, shape (5, n_rows).

    counted, sizes, region
        As count_by_cell fills them and cell_sizes gives them; region has one value per row.
    members
        The cells, all of one sex.
    """
    columns = np.zeros((len(LEAF_COUNTS), region.size), np.int32)
    people = sizes[:, members].sum(axis=1, dtype=np.int32)
    _add_up(*counted, people, region, members, np.empty((5, _TILE), np.int32), columns)
    return columns


@compiled
def _count(people, region, copies, cell_of_sample, rows, tally, into):
    offsets, sample, n_copies = people
    counts, is_used = into
    for allele in range(region.shape[0]):
        # Of each cell: the missing, and who has one copy and two; the last is nobody's.
        tally[:] = 0
        for at in range(offsets[allele], offsets[allele + 1]):
            tally[cell_of_sample[sample[at]], n_copies[at]] += 1
        row = rows[allele]
        tile = row // _TILE
        for cell in range(counts.shape[0]):
            absent, single, both = tally[cell, 0], tally[cell, 1], tally[cell, 2]
            if not (both or single or absent):
                continue
            if copies[region[allele], cell] == 2:
                counts[cell, HOM_ALT, row] += both
                counts[cell, HET, row] += single
                counts[cell, MISSING_DIPLOID, row] += absent
                is_used[cell, HOM_ALT, tile] |= both > 0
                is_used[cell, HET, tile] |= single > 0
                is_used[cell, MISSING_DIPLOID, tile] |= absent > 0
            else:
                counts[cell, HAPLOID_ALT, row] += both + single
                counts[cell, MISSING_HAPLOID, row] += absent
                is_used[cell, HAPLOID_ALT, tile] |= both + single > 0
                is_used[cell, MISSING_HAPLOID, tile] |= absent > 0


@compiled
def _add_up(counts, is_used, people, region, members, tile, columns):
    n_rows = region.shape[0]
    for start in range(0, n_rows, tile.shape[1]):
        size = min(tile.shape[1], n_rows - start)
        for kind in range(5):
            for row in range(size):
                tile[kind, row] = 0
        for cell in members:
            for kind in range(5):
                if is_used[cell, kind, start // tile.shape[1]]:
                    for row in range(size):
                        tile[kind, row] += counts[cell, kind, start + row]
        for row in range(size):
            klass = region[start + row]
            diploid = people[klass, 0] - tile[MISSING_DIPLOID, row]
            haploid = people[klass, 1] - tile[MISSING_HAPLOID, row]
            hom_alt, haploid_alt = tile[HOM_ALT, row], tile[HAPLOID_ALT, row]
            columns[0, start + row] = diploid + haploid
            columns[1, start + row] = 2 * hom_alt + tile[HET, row] + haploid_alt
            columns[2, start + row] = 2 * diploid + haploid
            columns[3, start + row] = hom_alt
            columns[4, start + row] = haploid_alt
