"""Arrays on disk as NumPy's .npy: written part by part, and mapped into memory."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.lib import format as npy
from numpy.typing import ArrayLike, DTypeLike, NDArray

# What the header of an array of one dimension takes, whatever its length.
_HEADER = 128
# How every file begins.
MAGIC = npy.magic(1, 0)
_COPIED = 1 << 20  # values


class ArrayWriter:
    """Writes an array of one dimension part by part; its length is known when it is closed."""

    def __init__(self, path: Path, dtype: DTypeLike) -> None:
        """Open a file; folders on the way to it are made."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.dtype = np.dtype(dtype).newbyteorder("<")
        self.n_values = 0
        self._file = path.open("wb")
        self._file.write(_header(self.dtype, 0))

    def write(self, values: ArrayLike) -> None:
        """Append values. Raises OverflowError, naming the file, for one that does not fit."""
        part = np.asarray(values)
        if part.size and part.dtype != self.dtype:
            limits = np.iinfo(self.dtype)
            if part.min() < limits.min or part.max() > limits.max:
                raise OverflowError(
                    f"{self.path.name} holds {self.dtype}, from {limits.min} to {limits.max}; it "
                    f"was given values from {part.min()} to {part.max()}."
                )
        self._file.write(np.ascontiguousarray(part, self.dtype).data)
        self.n_values += part.size

    def close(self) -> None:
        """Write down the length, and close the file."""
        self._file.seek(0)
        self._file.write(_header(self.dtype, self.n_values))
        self._file.close()

    def widened(self, dtype: DTypeLike) -> "ArrayWriter":
        """Return a writer of a wider type that has what was written, in the place of this one."""
        self.close()
        narrow = self.path.rename(self.path.with_suffix(".narrow"))
        wide = ArrayWriter(self.path, dtype)
        values = mapped(narrow)
        for start in range(0, values.size, _COPIED):
            wide.write(values[start : start + _COPIED])
        narrow.unlink()
        return wide


def mapped(path: Path) -> NDArray[Any]:
    """Return the array of a file, read-only and mapped into memory; no descriptor is kept.

    Raises OSError for a file that cannot be read, and ValueError for one that is no array of one
    dimension or is not as long as it says.
    """
    with pa.memory_map(str(path)) as file:
        content = file.read_buffer()
    shape, dtype = _shape(io.BytesIO(memoryview(content)[:_HEADER].tobytes()), path)
    if content.size != _HEADER + shape * dtype.itemsize:
        raise ValueError(
            f"{path.name} has {content.size:,} bytes; its header says {shape:,} values of {dtype}"
        )
    return np.frombuffer(content, dtype, offset=_HEADER)


def length(path: Path) -> int:
    """Return how many values a file says that it has; raises as `mapped` does."""
    with path.open("rb") as file:
        return _shape(io.BytesIO(file.read(_HEADER)), path)[0]


def _header(dtype: np.dtype[Any], n_values: int) -> bytes:
    header = io.BytesIO()
    described = {"descr": npy.dtype_to_descr(dtype), "fortran_order": False, "shape": (n_values,)}
    npy.write_array_header_1_0(header, described)
    return header.getvalue()


def _shape(header: io.BytesIO, path: Path) -> tuple[int, np.dtype[Any]]:
    version = npy.read_magic(header)
    shape, _, dtype = npy.read_array_header_1_0(header)
    if version != (1, 0) or header.tell() != _HEADER or len(shape) != 1:
        raise ValueError(f"{path.name} is no array of one dimension")
    return shape[0], dtype
