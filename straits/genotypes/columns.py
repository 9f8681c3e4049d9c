"""The genotype columns of an Arrow table as plain arrays, without a copy where that is possible.

What they say of each person is read here for NumPy, and in straits.genotypes.decoding for compiled
kernels; nothing else knows planes from lists.
"""

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from straits.genotypes.masks import bits


class Ragged(NamedTuple):
    """A binary or list column: value i is values[starts[i]:stops[i]], empty where null."""

    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    values: NDArray[np.generic]


class GenotypeColumns(NamedTuple):
    """Genotypes of n alleles; see tables.TABLES["genotypes"] for what each column means."""

    plane_1: Ragged
    plane_2: Ragged
    carriers: Ragged
    missing: Ragged
    missing_samples: Ragged

    def take(self, rows: "slice | NDArray[np.int64]") -> "GenotypeColumns":
        """Return some of the alleles, counted from 0; planes and lists are not copied."""
        return GenotypeColumns(
            *(Ragged(part.starts[rows], part.stops[rows], part.values) for part in self)
        )


class PeopleBits(NamedTuple):
    """Who has what of some alleles, each of shape (n_alleles, n_samples).

    first, second
        Whether the first and the second copy, as written, is the allele; one copy is the first.
        Who has no copy of that part of the genome at all, such as a woman of Y, has neither and is
        not missing: the ploidy masks tell.
    is_missing
        Whether the genotype is missing.
    """

    first: NDArray[np.bool_]
    second: NDArray[np.bool_]
    is_missing: NDArray[np.bool_]

    @property
    def n_copies(self) -> NDArray[np.uint8]:
        """How many copies of the allele each person has; 0 where missing."""
        return np.add(self.first, self.second, dtype=np.uint8)


class PeopleMasks(NamedTuple):
    """The same of one allele as bits packed as by numpy.packbits, each of shape (n_bytes,)."""

    first: NDArray[np.uint8]
    second: NDArray[np.uint8]
    is_missing: NDArray[np.uint8]


def genotype_columns(table: pa.Table) -> GenotypeColumns:
    """Return the genotype columns of rows of the `genotypes` table."""
    return GenotypeColumns(*(_ragged(table[name]) for name in GenotypeColumns._fields))


def people_bits(genotypes: GenotypeColumns, rows: NDArray[np.int64], n_samples: int) -> PeopleBits:
    """Return some alleles of genotypes, person by person.

    rows
        Which alleles, counted from 0, shape (n_alleles,).

    >>> planes = {"plane_1": [b"\\xc0"], "plane_2": [b"\\x80"], "missing": [b"\\x10"]}
    >>> lists = dict.fromkeys(["carriers", "missing_samples"], pa.nulls(1, pa.list_(pa.int32())))
    >>> found = people_bits(genotype_columns(pa.table(planes | lists)), np.array([0]), 4)
    >>> found.n_copies.tolist(), found.is_missing.tolist()
    ([[2, 1, 0, 0]], [[False, False, False, True]])
    """
    shape = (rows.size, n_samples)
    first, second, is_missing = (np.zeros(shape, np.bool_) for _ in range(3))
    planes = (
        (genotypes.plane_1, first), (genotypes.plane_2, second), (genotypes.missing, is_missing)
    )  # fmt: skip
    for place, row in enumerate(rows):
        for plane, people in planes:
            if plane.stops[row] > plane.starts[row]:
                people[place] = bits(_value(plane, row), n_samples)
        carriers = _value(genotypes.carriers, row)
        if carriers.size:
            # sample_index * 4 + bits: 1 = first copy, 2 = second, 3 = both.
            first[place, carriers >> 2] |= (carriers & 1).astype(np.bool_)
            second[place, carriers >> 2] |= (carriers & 2).astype(np.bool_)
        is_missing[place, _value(genotypes.missing_samples, row)] = True
    return PeopleBits(first, second, is_missing)


def people_masks(genotypes: GenotypeColumns, row: int, n_bytes: int) -> PeopleMasks:
    """Return one allele of genotypes, eight people a byte.

    >>> lists = {"carriers": [[0 * 4 + 3, 9 * 4 + 1]], "missing_samples": [[15]]}
    >>> planes = dict.fromkeys(["plane_1", "plane_2", "missing"], pa.nulls(1, pa.binary()))
    >>> masks = people_masks(genotype_columns(pa.table(planes | lists)), 0, 2)
    >>> [mask.tolist() for mask in masks]
    [[128, 64], [128, 0], [0, 1]]
    """
    masks = PeopleMasks(*(np.zeros(n_bytes, np.uint8) for _ in range(3)))
    planes = (genotypes.plane_1, genotypes.plane_2, genotypes.missing)
    for plane, mask in zip(planes, masks, strict=True):
        if plane.stops[row] > plane.starts[row]:
            mask[:] = _value(plane, row)
    carriers = _value(genotypes.carriers, row)
    for bit, mask in ((1, masks.first), (2, masks.second)):
        _set(mask, carriers[carriers & bit != 0] >> 2)
    _set(masks.is_missing, _value(genotypes.missing_samples, row))
    return masks


def _set(mask: NDArray[np.uint8], samples: NDArray[np.int32]) -> None:
    np.bitwise_or.at(mask, samples >> 3, (128 >> (samples & 7)).astype(np.uint8))


def _value(column: Ragged, row: int) -> NDArray[Any]:
    return column.values[column.starts[row] : column.stops[row]]


def _ragged(column: pa.ChunkedArray) -> Ragged:
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks else pa.array([], array.type)
    is_list = pa.types.is_list(array.type) or pa.types.is_large_list(array.type)
    # What Polars hands on is of a large type.
    is_large = pa.types.is_large_list(array.type) or pa.types.is_large_binary(array.type)
    dtype = np.int32 if is_list else np.uint8
    if len(array) == 0 or array.null_count == len(array):
        nothing = np.zeros(len(array), np.int64)
        return Ragged(nothing, nothing, _read_only(np.empty(0, dtype)))
    _, offset_buffer, *rest = array.buffers()
    offsets = np.frombuffer(offset_buffer, np.int64 if is_large else np.int32)
    offsets = offsets[array.offset : array.offset + len(array) + 1]
    # Half-open, as Arrow keeps them: a value ends where the next begins.
    starts, stops = offsets[:-1].astype(np.int64), offsets[1:].astype(np.int64)
    if array.null_count:
        # A null may span bytes of its neighbours' buffer; it means "empty".
        stops = np.where(array.is_valid().to_numpy(zero_copy_only=False), stops, starts)
    if is_list:
        values = array.values.to_numpy().astype(np.int32, copy=False)
        return Ragged(starts, stops, _read_only(values))
    return Ragged(starts, stops, np.frombuffer(rest[0], np.uint8))


def _read_only(values: NDArray[np.generic]) -> NDArray[np.generic]:
    """Return what a buffer gives as well: kernels are compiled anew for what may be written."""
    values.flags.writeable = False
    return values
