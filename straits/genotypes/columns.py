"""The genotype columns of an Arrow table as plain arrays, without a copy where that is possible."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


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

    def rows(self, start: int, stop: int) -> "GenotypeColumns":
        """Return some of the alleles, counted from 0, stop excluded; nothing is copied."""
        return GenotypeColumns(
            *(Ragged(part.starts[start:stop], part.stops[start:stop], part.values) for part in self)
        )


def genotype_columns(table: pa.Table) -> GenotypeColumns:
    """Return the genotype columns of rows of the `genotypes` table."""
    return GenotypeColumns(*(_ragged(table[name], name) for name in GenotypeColumns._fields))


def _ragged(column: pa.ChunkedArray, name: str) -> Ragged:
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks else pa.array([], array.type)
    is_list = pa.types.is_list(array.type)
    dtype = np.int32 if is_list else np.uint8
    if len(array) == 0 or array.null_count == len(array):
        nothing = np.zeros(len(array), np.int64)
        return Ragged(nothing, nothing, _read_only(np.empty(0, dtype)))
    _, offset_buffer, *rest = array.buffers()
    offsets = np.frombuffer(offset_buffer, np.int32)[array.offset : array.offset + len(array) + 1]
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
