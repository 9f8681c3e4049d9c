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
    inflated: Future[list[bytes]]
    end: int  # offset behind its last block


class BlockReader:
    """Gives the inflated blocks of a file in order."""

    def __init__(self, path: Path, file: RawIOBase, pool: Executor | None) -> None:
        """Read a file from where it stands.

        pool
            Inflates ahead; without one each block is inflated when it is asked for.
        """
        self._path, self._file, self._pool = path, file, pool
        self._raw, self._at, self._raw_offset = b"", 0, file.tell()
        self._tasks: deque[_Task] = deque()
        self._ready: deque[bytes] = deque()
        self._is_over = False
        self.offset = self._raw_offset

    def next_block(self) -> bytes:
        """Return the next block that is not empty; nothing at the end of the file.

        Raises InputError where the file is damaged.
        """
        while not self._ready:
            while not self._is_over and len(self._tasks) < (_AHEAD if self._pool else 1):
                self._begin_task()
            if not self._tasks:
                return b""
            task = self._tasks.popleft()
            self._ready.extend(task.inflated.result())
            self.offset = task.end
        return self._ready.popleft()

    def _begin_task(self) -> None:
        packed: list[_Packed] = []
        inflated: Future[list[bytes]] = Future()
        try:
            while len(packed) < (_AT_ONCE if self._pool else 1):
                block = self._take()
                if block is None:
                    self._is_over = True
                    break
                packed.append(block)
        except InputError as error:
            # What comes before it is read first.
            self._is_over = True
            inflated.set_exception(error)
            self._submit(packed)
            self._tasks.append(_Task(inflated, self._here()))
            return
        self._submit(packed)

    def _submit(self, packed: list[_Packed]) -> None:
        if not packed:
            return
        if self._pool is not None:
            inflated = self._pool.submit(self._inflate, packed)
        else:
            inflated = Future()
            inflated.set_result(self._inflate(packed))
        self._tasks.append(_Task(inflated, self._here()))

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

    def _inflate(self, packed: list[_Packed]) -> list[bytes]:
        found = []
        for one in packed:
            length = int.from_bytes(one.block[-4:], "little")
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
            found.append(bytes(block))
        return found


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
