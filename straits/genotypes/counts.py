"""Allele counts by cell, from planes or carrier lists: the formulas of the genotype layout.

One compiled pass over the people who are not homozygous reference; everybody else is known from the
size of the cell. The SQL macros in sql/macros say the same for one cohort mask.
"""

import numpy as np
from numpy.typing import NDArray

from straits.genotypes.cells import Cells
from straits.genotypes.columns import GenotypeColumns
from straits.genotypes.compiled import compiled, inlined
from straits.tables import COUNTS, SAMPLE_SETS, SEXES

# What is counted by cell.
HOM_ALT, HET, HAPLOID_ALT, MISSING_DIPLOID, MISSING_HAPLOID = range(5)
_X, _Y = 1, 2  # places in genome.REGION_CLASSES


def count_by_cell(
    genotypes: GenotypeColumns, region: NDArray[np.int8], ploidy: NDArray[np.int8], cells: Cells
) -> NDArray[np.int32]:
    """Return what each cell has of each allele, shape (n_alleles, n_cells, 5).

    region
        Place of each allele in genome.REGION_CLASSES, shape (n_alleles,).
    ploidy
        Shape (n_region_classes, n_samples).

    The last axis is HOM_ALT, HET, HAPLOID_ALT, MISSING_DIPLOID, MISSING_HAPLOID, in people.
    """
    counts = np.zeros((region.size, cells.n_cells, 5), np.int32)
    _count(
        *genotypes.plane_1, *genotypes.plane_2, *genotypes.carriers, *genotypes.missing,
        *genotypes.missing_samples, region, ploidy, cells.cell_of_sample, counts,
    )  # fmt: skip
    return counts


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


def group_columns(
    counts: NDArray[np.int32],
    sizes: NDArray[np.int32],
    region: NDArray[np.int8],
    cells: Cells,
    members: NDArray[np.int32],
) -> NDArray[np.int32]:
    """Return the counts of a group, one row per column of `frequencies`, shape (48, n_alleles).

    counts, sizes, region
        As count_by_cell and cell_sizes give them.
    members
        The cells of the group.
    """
    columns = np.zeros((len(SAMPLE_SETS), 1 + len(SEXES), len(COUNTS), region.size), np.int32)
    _add_up(counts, sizes, region, cells.sex, cells.is_unrelated, members, columns)
    return columns.reshape(-1, region.size)


@inlined
def _tally(row, sample, bits, klass, ploidy, cell_of_sample, counts):
    cell = cell_of_sample[sample]
    if cell < 0:
        return
    if ploidy[klass, sample] == 2:
        counts[row, cell, HOM_ALT if bits == 3 else HET] += 1
    else:
        counts[row, cell, HAPLOID_ALT] += 1


@inlined
def _tally_missing(row, sample, klass, ploidy, cell_of_sample, counts):
    cell = cell_of_sample[sample]
    if cell >= 0:
        diploid = ploidy[klass, sample] == 2
        counts[row, cell, MISSING_DIPLOID if diploid else MISSING_HAPLOID] += 1


@compiled
def _count(
    one_starts, one_stops, one, two_starts, two_stops, two, carrier_starts, carrier_stops, carriers,
    missing_starts, missing_stops, missing, listed_starts, listed_stops, listed, region, ploidy,
    cell_of_sample, counts,
):  # fmt: skip
    for row in range(region.shape[0]):
        klass = region[row]
        n_bytes = max(one_stops[row] - one_starts[row], two_stops[row] - two_starts[row])
        for byte in range(n_bytes):
            bits_1 = one[one_starts[row] + byte] if one_stops[row] > one_starts[row] else 0
            bits_2 = two[two_starts[row] + byte] if two_stops[row] > two_starts[row] else 0
            if bits_1 | bits_2:
                for bit in range(8):
                    shift = 7 - bit
                    bits = ((bits_1 >> shift) & 1) + 2 * ((bits_2 >> shift) & 1)
                    if bits:
                        _tally(row, byte * 8 + bit, bits, klass, ploidy, cell_of_sample, counts)
        for at in range(carrier_starts[row], carrier_stops[row]):
            carrier = carriers[at]
            _tally(row, carrier >> 2, carrier & 3, klass, ploidy, cell_of_sample, counts)
        for byte in range(missing_stops[row] - missing_starts[row]):
            bits = missing[missing_starts[row] + byte]
            if bits:
                for bit in range(8):
                    if (bits >> (7 - bit)) & 1:
                        _tally_missing(row, byte * 8 + bit, klass, ploidy, cell_of_sample, counts)
        for at in range(listed_starts[row], listed_stops[row]):
            _tally_missing(row, listed[at], klass, ploidy, cell_of_sample, counts)


@compiled
def _add_up(counts, sizes, region, sex, is_unrelated, members, columns):
    for row in range(region.shape[0]):
        klass = region[row]
        for cell in members:
            diploid = sizes[klass, cell, 0] - counts[row, cell, MISSING_DIPLOID]
            haploid = sizes[klass, cell, 1] - counts[row, cell, MISSING_HAPLOID]
            hom_alt, het = counts[row, cell, HOM_ALT], counts[row, cell, HET]
            haploid_alt = counts[row, cell, HAPLOID_ALT]
            hemi = haploid_alt if klass == _X or klass == _Y else 0
            for sample_set in range(2):
                if sample_set == 1 and not is_unrelated[cell]:
                    continue
                for slot in (0, 1 + sex[cell]):
                    columns[sample_set, slot, 0, row] += diploid + haploid
                    columns[sample_set, slot, 1, row] += 2 * hom_alt + het + haploid_alt
                    columns[sample_set, slot, 2, row] += 2 * diploid + haploid
                    columns[sample_set, slot, 3, row] += hom_alt
                    columns[sample_set, slot, 4, row] += het
                    columns[sample_set, slot, 5, row] += hemi
