"""A VCF file as blocks of bytes: inflated, whole lines, whatever the compression."""

from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import numpy as np
from isal import igzip
from numpy.typing import NDArray

from data_loaders.vcf import bgzf
from data_loaders.vcf.memory import PADDING
from straits.errors import InputError

BLOCK_BYTES = 8 << 20
LONGEST_LINE = 1 << 30

# How files begin that other programs compressed.
_OTHER_COMPRESSION = {
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "zip",
}


class ByteSource:
    """An open file that gives its inflated bytes; use it as a context manager.

    BGZF, plain gzip and plain text are told apart by how they begin.
    Raises InputError where the file cannot be opened, is damaged, or ends before its end.
    """

    def __init__(self, path: Path, pool: Executor | None = None) -> None:
        """Open a file for reading.

        pool
            Where BGZF is inflated, ahead of the reader; without one it is when it is read.
        """
        self.path = path
        try:
            self._file = path.open("rb", buffering=0)
            start = self._file.read(18)
            self._file.seek(0)
        except OSError as error:
            raise InputError(
                f"{path} cannot be opened ({error.strerror}). Check that it exists and may be read."
            ) from error
        for magic, program in _OTHER_COMPRESSION.items():
            if start.startswith(magic):
                self._file.close()
                raise InputError(
                    f"{path} is compressed with {program}, which is not read here. Decompress it, "
                    "and compress it with bgzip or gzip."
                )
        self._stream: Any = None
        self._blocks: bgzf.BlockReader | None = None
        if bgzf.is_bgzf(start):
            bgzf.check_end(path, self._file)
            self._blocks = bgzf.BlockReader(path, self._file, pool)
        elif start[:2] == b"\x1f\x8b":
            self._stream = igzip.open(self._file, "rb")  # type: ignore[no-untyped-call]
        else:
            self._stream = self._file
        # What the last buffer had no room for.
        self._spare = memoryview(b"")

    def __enter__(self) -> "ByteSource":
        """Return the open source."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the file."""
        self._file.close()

    def offset(self) -> int:
        """Return how many bytes of the file, as it lies on disk, have been used so far."""
        return self._blocks.offset if self._blocks else self._file.tell()

    def read_into(self, buffer: NDArray[np.uint8], start: int, stop: int) -> int:
        """Fill buffer[start:stop] as far as the file goes; returns the number of bytes read."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        if self._blocks is not None:
            return self._inflate_into(self._blocks, view, start, stop) - start
        filled = start
        try:
            while filled < stop:
                n_bytes = self._stream.readinto(view[filled:stop])
                if not n_bytes:
                    break
                filled += n_bytes
        except (OSError, EOFError, bgzf.INFLATE_ERROR) as error:
            raise bgzf.damage(self.path, f"{error}", self.offset()) from error
        return filled - start

    def _inflate_into(
        self, blocks: bgzf.BlockReader, view: memoryview, start: int, stop: int
    ) -> int:
        filled = start
        while filled < stop:
            piece = self._spare if len(self._spare) else blocks.next_piece()
            if not len(piece):
                break
            room = stop - filled
            view[filled : filled + min(room, len(piece))] = piece[:room]
            filled += min(room, len(piece))
            self._spare = piece[room:]
        return filled


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
