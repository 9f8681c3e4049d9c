"""A VCF file as blocks of bytes: inflated, whole lines, whatever the compression."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from isal import igzip, igzip_lib, isal_zlib
from numpy.typing import NDArray

from data_loaders.vcf.bgzf.memory import PADDING
from straits.errors import InputError

BLOCK_BYTES = 8 << 20
# Of the first two columns of a VCF.
_LONGEST_PLACE = 300
# A line, or a record of BCF, is read whole: a million people's fits, and so does any memory.
LONGEST_LINE = 1 << 28
# Tables of people are packed 5 to 50 to 1; what is small may be packed as it likes.
MOST_RATIO = 200
_ANY_RATIO = 64 << 20

# The empty block that ends every BGZF file (SAM specification, section 4.1.2).
_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
_READ_BYTES = 1 << 20
_MOST_INFLATED = 1 << 16  # of one block of BGZF
# How files begin that other programs compressed.
_OTHER_COMPRESSION = {
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "zip",
}
# What both modules raise; they name it without saying that it is an exception.
_INFLATE_ERROR: type[Exception] = isal_zlib.error  # type: ignore[assignment]


class ByteSource:
    """An open file that gives its inflated bytes; use it as a context manager.

    BGZF, plain gzip and plain text are told apart by how they begin.
    Raises InputError where the file cannot be opened, is damaged, or ends before its end.
    """

    def __init__(self, path: Path) -> None:
        """Open a file for reading."""
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
        if start[:4] == b"\x1f\x8b\x08\x04" and start[12:14] == b"BC":
            self._check_end()
        elif start[:2] == b"\x1f\x8b":
            self._stream = igzip.open(self._file, "rb")  # type: ignore[no-untyped-call]
        else:
            self._stream = self._file
        # Of a BGZF file: bytes as they lie on disk, how many of them are used, and inflated ones
        # that the last buffer had no room for.
        self._raw, self._at = b"", 0
        self._spare = b""

    def __enter__(self) -> "ByteSource":
        """Return the open source."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the file."""
        self._file.close()

    def offset(self) -> int:
        """Return how many bytes of the file, as it lies on disk, have been used so far."""
        return self._file.tell() - len(self._raw) + self._at

    def read_into(self, buffer: NDArray[np.uint8], start: int, stop: int) -> int:
        """Fill buffer[start:stop] as far as the file goes; returns the number of bytes read."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        if self._stream is None:
            return self._inflate_into(view, start, stop) - start
        filled = start
        try:
            while filled < stop:
                n_bytes = self._stream.readinto(view[filled:stop])
                if not n_bytes:
                    break
                filled += n_bytes
        except (OSError, EOFError, _INFLATE_ERROR) as error:
            raise self._damage(f"{error}") from error
        return filled - start

    def _inflate_into(self, view: memoryview, start: int, stop: int) -> int:
        filled = start
        while filled < stop:
            piece = self._spare or self._next_block()
            if not piece:
                break
            room = stop - filled
            view[filled : filled + min(room, len(piece))] = piece[:room]
            filled += min(room, len(piece))
            self._spare = piece[room:]
        return filled

    def _next_block(self) -> bytes:
        """Return the next block that is not empty, inflated; nothing at the end of the file."""
        while True:
            if len(self._raw) - self._at < 1 << 16:
                self._raw = self._raw[self._at :] + self._file.read(_READ_BYTES)
                self._at = 0
            if not len(self._raw) - self._at:
                return b""
            block = memoryview(self._raw)[self._at :]
            start, size = self._extent(block)
            length = int.from_bytes(block[size - 4 : size], "little")
            if length > _MOST_INFLATED:
                raise self._damage(
                    f"a compressed block says that it holds {length:,} bytes, where "
                    f"{_MOST_INFLATED:,} are the most"
                )
            try:
                piece = igzip_lib.decompress(
                    block[start : size - 8],
                    flag=igzip_lib.DECOMP_DEFLATE,
                    bufsize=max(length, 1),
                )
            except _INFLATE_ERROR as error:
                raise self._damage("a compressed block cannot be inflated") from error
            if len(piece) != length:
                raise self._damage(
                    f"a compressed block holds {len(piece):,} bytes and says {length:,}"
                )
            checksum = int.from_bytes(block[size - 8 : size - 4], "little")
            if isal_zlib.crc32(piece) != checksum:
                raise self._damage("the checksum of a compressed block is wrong")
            self._at += size
            if length:
                return bytes(piece)

    def _extent(self, block: memoryview) -> tuple[int, int]:
        """Return where the compressed bytes of a block begin, and where the block ends."""
        if len(block) < len(_END) or bytes(block[:4]) != _END[:4]:
            raise self._damage("a compressed block does not begin where it should")
        start = 12 + int.from_bytes(block[10:12], "little")
        at = 12
        while at + 4 <= min(start, len(block)):
            length = int.from_bytes(block[at + 2 : at + 4], "little")
            if bytes(block[at : at + 2]) == b"BC" and length == 2:
                size = int.from_bytes(block[at + 4 : at + 6], "little") + 1
                if size < start + 10:
                    raise self._damage(f"a compressed block says that it is {size:,} bytes long")
                if size > len(block):
                    raise self._damage("the last compressed block is not whole")
                return start, size
            at += 4 + length
        raise self._damage("a compressed block does not say how long it is")

    def _check_end(self) -> None:
        self._file.seek(-min(len(_END), self.path.stat().st_size), 2)
        if self._file.read() != _END:
            raise InputError(
                f"{self.path} ends without the empty block that closes every bgzip file, so it was "
                "probably cut short in copying. Copy it again, and compare its checksum."
            )
        self._file.seek(0)

    def _place(self) -> str:
        """Return how exactly the place of a damage is known: BGZF tells the block."""
        return "in the block at byte" if self._stream is None else "before byte"

    def _damage(self, what: str) -> InputError:
        return InputError(
            f"{self.path} is damaged or cut short: {what}, {self._place()} {self.offset():,} of "
            "the file. Copy it again, and compare its checksum."
        )


def check_whole(path: Path) -> None:
    """Raise InputError, naming the byte, for a gzip or bgzip file that is damaged or cut short.

    It is for files that others than ByteSource read, who do not miss the last blocks. A line that
    is longer than any, or a file that is packed tighter than any table, is an error too; one that
    is not compressed is not looked at.
    """
    with path.open("rb") as file:
        if file.read(2) != b"\x1f\x8b":
            return
    piece, length, n_inflated = np.empty(_READ_BYTES, np.uint8), 0, 0
    with ByteSource(path) as source:
        while n_bytes := source.read_into(piece, 0, _READ_BYTES):
            end = _last_line_end(piece, n_bytes)
            length = n_bytes - end if end else length + n_bytes
            if length > LONGEST_LINE:
                raise _too_long(source)
            n_inflated += n_bytes
            check_ratio(path, n_inflated, source.offset())


def check_ratio(path: Path, n_inflated: int, n_packed: int) -> None:
    """Raise InputError for what was packed tighter than any table of people is."""
    if n_inflated > max(_ANY_RATIO, MOST_RATIO * n_packed):
        raise InputError(
            f"{path} is packed more than {MOST_RATIO} to 1, as no table is: of "
            f"{n_packed:,} bytes become more than {n_inflated:,}. Unpack it, and name it as it is "
            "if it is the file that you mean."
        )


def line_blocks(
    source: ByteSource, carried: NDArray[np.uint8], keeps_places: bool = False
) -> Iterator[tuple[NDArray[np.uint8], int]]:
    """Yield (block, n_bytes): whole lines in order, with PADDING spare bytes behind them.

    carried
        Bytes that were read from the source already, shape (n,).
    keeps_places
        Whether lines with the same first two columns stay in one block, unless they fill it.

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
                raise _too_long(source)
            carried, size = block[:size].copy(), min(size * 4, LONGEST_LINE)
            continue
        if keeps_places:
            end = _last_place(block, end) or end
        carried = block[end:size].copy()
        block[end : end + PADDING] = 0
        yield block, end


def _too_long(source: ByteSource) -> InputError:
    return InputError(
        f"{source.path} has a line of more than {LONGEST_LINE:,} characters before byte "
        f"{source.offset():,} of the file, which no table of people or alleles has. Check how the "
        "file was made."
    )


def _last_place(block: NDArray[np.uint8], end: int) -> int:
    """Return where the lines begin that have the place of the last, which ends there."""
    start, place = end, None
    while start:
        before = _last_line_end(block, start - 1)
        here = block[before : before + _LONGEST_PLACE].tobytes().split(b"\t", 2)[:2]
        if place is not None and here != place:
            break
        start, place = before, here
    return start


def _last_line_end(block: NDArray[np.uint8], size: int) -> int:
    """Return the offset behind the last line feed of the first `size` bytes, 0 without one."""
    stretch = 1 << 16
    for stop in range(size, 0, -stretch):
        start = max(stop - stretch, 0)
        line_feed = block[start:stop].tobytes().rfind(b"\n")
        if line_feed >= 0:
            return start + line_feed + 1
    return 0
