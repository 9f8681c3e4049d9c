"""The blocks of a BGZF file, inflated ahead of their reader (SAM specification, section 4.1)."""

from collections import deque
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path

from isal import igzip_lib, isal_zlib

from straits.errors import InputError

# The empty block that ends every file.
_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
_READ_BYTES = 1 << 20
_LARGEST_BLOCK = 1 << 16
# Blocks inflated by one task, at most 2 MiB.
_AT_ONCE = 32
# Tasks that are ahead of the reader.
_AHEAD = 8

INFLATE_ERROR: type[Exception] = isal_zlib.error  # type: ignore[assignment]


def is_bgzf(start: bytes) -> bool:
    """Tell from its first 18 bytes whether a file is BGZF."""
    return start[:4] == _END[:4] and start[12:14] == b"BC"


@dataclass(frozen=True)
class _Packed:
    """A block as it lies on disk, and the offset at which it begins."""

    block: memoryview
    offset: int


@dataclass(frozen=True)
class _Task:
    inflated: Future[memoryview]
    buffer: bytearray
    end: int  # offset behind its last block


class BlockReader:
    """Gives the inflated bytes of a file in order, some blocks at a time."""

    def __init__(self, path: Path, file: RawIOBase, pool: Executor | None) -> None:
        """Read a file from where it stands.

        pool
            Inflates ahead; without one each block is inflated when it is asked for.
        """
        self._path, self._file, self._pool = path, file, pool
        self._raw, self._at, self._raw_offset = b"", 0, file.tell()
        self._at_once, self._ahead = (_AT_ONCE, _AHEAD) if pool else (1, 1)
        self._tasks: deque[_Task] = deque()
        # Buffers are used again: memory that is new takes longer to come by than to fill.
        self._free: list[bytearray] = []
        self._given: bytearray | None = None
        self._is_over = False
        self.offset = self._raw_offset

    def next_piece(self) -> memoryview:
        """Return the bytes that come next, good until the next call; none at the end of the file.

        Raises InputError where the file is damaged.
        """
        while True:
            if self._given is not None:
                self._free.append(self._given)
                self._given = None
            while not self._is_over and len(self._tasks) < self._ahead:
                self._begin_task()
            if not self._tasks:
                return memoryview(b"")
            task = self._tasks.popleft()
            piece = task.inflated.result()
            self.offset, self._given = task.end, task.buffer
            if len(piece):
                return piece

    def _begin_task(self) -> None:
        packed: list[_Packed] = []
        damaged: Future[memoryview] | None = None
        try:
            while len(packed) < self._at_once and not self._is_over:
                block = self._take()
                if block is None:
                    self._is_over = True
                else:
                    packed.append(block)
        except InputError as error:
            # What comes before it is read first.
            self._is_over, damaged = True, Future()
            damaged.set_exception(error)
        if packed:
            buffer = self._free.pop() if self._free else bytearray(self._at_once * _LARGEST_BLOCK)
            self._tasks.append(_Task(self._inflated(packed, buffer), buffer, self._here()))
        if damaged is not None:
            self._tasks.append(_Task(damaged, bytearray(), self._here()))

    def _inflated(self, packed: list[_Packed], buffer: bytearray) -> Future[memoryview]:
        if self._pool is not None:
            return self._pool.submit(self._inflate, packed, buffer)
        found: Future[memoryview] = Future()
        found.set_result(self._inflate(packed, buffer))
        return found

    def _here(self) -> int:
        return self._raw_offset + self._at

    def _take(self) -> _Packed | None:
        """Return the next block as it lies on disk; None at the end of the file."""
        if len(self._raw) - self._at < _LARGEST_BLOCK:
            self._raw_offset += self._at
            self._raw, self._at = self._raw[self._at :] + (self._file.read(_READ_BYTES) or b""), 0
        block = memoryview(self._raw)[self._at :]
        if not len(block):
            return None
        if len(block) < 26 or not is_bgzf(bytes(block[:18])):
            raise damage(
                self._path, "a compressed block does not begin where it should", self._here()
            )
        size = int.from_bytes(block[16:18], "little") + 1
        if size > len(block):
            raise damage(self._path, "the last compressed block is not whole", self._here())
        taken = _Packed(block[:size], self._here())
        self._at += size
        return taken

    def _inflate(self, packed: list[_Packed], buffer: bytearray) -> memoryview:
        inflated, end = memoryview(buffer), 0
        for one in packed:
            length = int.from_bytes(one.block[-4:], "little")
            if length > _LARGEST_BLOCK:
                raise damage(self._path, "a compressed block is larger than any", one.offset)
            if not length:
                continue
            try:
                block = igzip_lib.decompress(
                    one.block[18:-8], flag=igzip_lib.DECOMP_DEFLATE, bufsize=length
                )
            except INFLATE_ERROR as error:
                what = "a compressed block cannot be inflated"
                raise damage(self._path, what, one.offset) from error
            checksum = int.from_bytes(one.block[-8:-4], "little")
            if len(block) != length or isal_zlib.crc32(block) != checksum:
                what = "the checksum of a compressed block is wrong"
                raise damage(self._path, what, one.offset)
            inflated[end : end + length] = block
            end += length
        return inflated[:end]


def check_end(path: Path, file: RawIOBase) -> None:
    """Raise InputError for a file that lacks the block which closes it; ends at its beginning."""
    file.seek(-min(len(_END), path.stat().st_size), 2)
    if file.read() != _END:
        raise InputError(
            f"{path} ends without the empty block that closes every bgzip file, so it was "
            "probably cut short in copying. Copy it again, and compare its checksum."
        )
    file.seek(0)


def damage(path: Path, what: str, offset: int) -> InputError:
    """Return the error of a compressed file that cannot be inflated."""
    return InputError(
        f"{path} is damaged or cut short: {what}, about {offset:,} bytes into the file. Copy it "
        "again, and compare its checksum."
    )
