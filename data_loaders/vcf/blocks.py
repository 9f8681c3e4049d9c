"""A VCF or BCF file as blocks of bytes: inflated, whole lines, whatever the compression.

htslib does the reading: it inflates BGZF in threads of its own, and knows plain gzip and text.
"""

import ctypes
import importlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data_loaders.vcf.memory import PADDING
from straits.errors import InputError

BLOCK_BYTES = 8 << 20
LONGEST_LINE = 1 << 30

_BGZF = 2  # htslib's name for the block-wise kind of gzip
# Where struct BGZF keeps the file offset of the block it is in; bgzf_tell, a macro, reads it there.
_BLOCK_ADDRESS = 24


def _library() -> ctypes.CDLL:
    # The compiled part of pysam that carries htslib and exports its functions.
    library = ctypes.CDLL(importlib.import_module("pysam.libchtslib").__file__)
    library.bgzf_open.restype = ctypes.c_void_p
    library.bgzf_open.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
    library.bgzf_mt.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]
    library.bgzf_read.restype = ctypes.c_ssize_t
    library.bgzf_read.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]
    for name in ("bgzf_close", "bgzf_check_EOF", "bgzf_compression"):
        getattr(library, name).argtypes = [ctypes.c_void_p]
    return library


_HTSLIB = _library()


class ByteSource:
    """An open file that gives its inflated bytes; use it as a context manager.

    Raises InputError where the file cannot be opened, is damaged, or ends before its end.
    """

    def __init__(self, path: Path, threads: int = 1) -> None:
        """Open a file for reading with that many inflating threads."""
        self.path = path
        self._handle: int | None = _HTSLIB.bgzf_open(str(path).encode(), b"r")
        if not self._handle:
            raise InputError(f"{path} cannot be opened. Check that it exists and may be read.")
        if _HTSLIB.bgzf_compression(self._handle) == _BGZF:
            if _HTSLIB.bgzf_check_EOF(self._handle) == 0:
                self.close()
                raise InputError(
                    f"{path} ends without the empty block that closes every bgzip file, so it was "
                    "probably cut short in copying. Copy it again, and compare its checksum."
                )
            if threads > 1:
                _HTSLIB.bgzf_mt(self._handle, threads, 256)

    def __enter__(self) -> "ByteSource":
        """Return the open source."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; closing twice does nothing."""
        if self._handle:
            _HTSLIB.bgzf_close(self._handle)
            self._handle = None

    def offset(self) -> int:
        """Return how many bytes of the file, as it lies on disk, have been used so far."""
        return ctypes.c_int64.from_address((self._handle or 0) + _BLOCK_ADDRESS).value

    def read_into(self, buffer: NDArray[np.uint8], start: int, stop: int) -> int:
        """Fill buffer[start:stop] as far as the file goes; returns the number of bytes read."""
        filled = start
        while filled < stop:
            n_bytes = _HTSLIB.bgzf_read(
                self._handle, buffer.ctypes.data + filled, min(stop - filled, 1 << 24)
            )
            if n_bytes < 0:
                raise InputError(
                    f"{self.path} is damaged: a compressed block cannot be read after "
                    f"{filled - start:,} bytes of this stretch. Copy it again, and compare its "
                    "checksum."
                )
            if n_bytes == 0:
                break
            filled += n_bytes
        return filled - start


def line_blocks(
    source: ByteSource, carried: NDArray[np.uint8]
) -> Iterator[tuple[NDArray[np.uint8], int]]:
    """Yield (block, n_bytes): whole lines in order, with PADDING spare bytes behind them.

    carried
        Bytes that were read from the source already, shape (n,).

    A last line without a line feed is given one. Raises InputError for a line longer than any.
    """
    size = max(BLOCK_BYTES, 2 * carried.size)
    while True:
        block = np.empty(size + PADDING, np.uint8)
        block[: carried.size] = carried
        filled = carried.size + source.read_into(block, carried.size, size)
        if filled < size:
            if filled:
                if block[filled - 1] != 10:
                    block[filled] = 10
                    filled += 1
                block[filled : filled + PADDING - 1] = 0
                yield block, filled
            return
        end = _last_line_end(block, size)
        if end == 0:
            if size >= LONGEST_LINE:
                raise InputError(
                    f"{source.path} has a line of more than {LONGEST_LINE:,} characters, which no "
                    "VCF of this many samples has. Check how the file was made."
                )
            carried, size = block[:size].copy(), size * 4
            continue
        carried = block[end:size].copy()
        block[end : end + PADDING] = 0
        yield block, end


def _last_line_end(block: NDArray[np.uint8], size: int) -> int:
    """Return the offset behind the last line feed of the first `size` bytes, 0 without one."""
    stretch = 1 << 16
    for stop in range(size, 0, -stretch):
        start = max(stop - stretch, 0)
        found = block[start:stop].tobytes().rfind(b"\n")
        if found >= 0:
            return start + found + 1
    return 0
