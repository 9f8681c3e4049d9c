"""Blocks of BGZF: the same bytes with and without threads, and damage told where it lies."""

import gzip
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pysam
import pytest

from data_loaders.vcf import bgzf
from data_loaders.vcf.blocks import ByteSource
from straits.errors import InputError

# Some 120 blocks, which no compression makes one of.
TEXT = np.random.default_rng(1).integers(32, 126, 8_000_000).astype(np.uint8).tobytes()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("bgzf") / "text.gz"
    with pysam.BGZFile(str(written), "w") as file:
        file.write(TEXT)
    return written


def read(path: Path, n_threads: int) -> bytes:
    found = np.empty(len(TEXT) + 100, np.uint8)
    if not n_threads:
        with ByteSource(path) as source:
            return found[: source.read_into(found, 0, found.size)].tobytes()
    with ThreadPoolExecutor(n_threads) as pool, ByteSource(path, pool) as source:
        return found[: source.read_into(found, 0, found.size)].tobytes()


def drain(reader: bgzf.BlockReader, into: list[bytes]) -> None:
    while piece := bytes(reader.next_piece()):
        into.append(piece)


@pytest.mark.parametrize("n_threads", [0, 1, 3])
def test_what_is_inflated_is_what_was_compressed(path: Path, n_threads: int) -> None:
    assert read(path, n_threads) == TEXT == gzip.decompress(path.read_bytes())


@pytest.mark.parametrize("n_threads", [0, 2])
def test_what_comes_before_a_damage_is_read_and_the_damage_is_told_with_its_place(
    path: Path, tmp_path: Path, n_threads: int
) -> None:
    data = bytearray(path.read_bytes())
    middle = data.index(b"\x1f\x8b\x08\x04", len(data) // 2)
    data[middle + 1000] ^= 0xFF
    damaged = tmp_path / "damaged.gz"
    damaged.write_bytes(data)
    blocks: list[bytes] = []
    with ThreadPoolExecutor(2) as threads, damaged.open("rb", buffering=0) as file:
        reader = bgzf.BlockReader(damaged, file, threads if n_threads else None)
        with pytest.raises(InputError, match=f"about {middle:,} bytes into the file"):
            drain(reader, blocks)
    whole = b"".join(blocks)
    assert TEXT.startswith(whole)
    # Of the task that holds the damage nothing is known; those before it are whole.
    assert len(whole) > len(TEXT) // 4


def test_a_file_cut_short_is_told(path: Path) -> None:
    cut = path.read_bytes()[:-40_000]
    with ThreadPoolExecutor(2) as threads:
        reader = bgzf.BlockReader(path, io.BytesIO(cut), threads)  # type: ignore[arg-type]
        with pytest.raises(InputError, match="the last compressed block is not whole"):
            drain(reader, [])
