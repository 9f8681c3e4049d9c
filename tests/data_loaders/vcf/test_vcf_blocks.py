"""BGZF inflated: the same bytes, and damage told where it lies."""

import gzip
from pathlib import Path

import numpy as np
import pysam
import pytest

from data_loaders.vcf.bgzf.blocks import ByteSource
from straits.errors import InputError

# Some 120 blocks, which no compression makes one of.
TEXT = np.random.default_rng(1).integers(32, 126, 8_000_000).astype(np.uint8).tobytes()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("bgzf") / "text.gz"
    with pysam.BGZFile(str(written), "w") as file:
        file.write(TEXT)
    return written


def read(path: Path, at_once: int, into: list[bytes]) -> None:
    """Read a file so many bytes at a time, as far as it goes."""
    buffer = np.empty(at_once, np.uint8)
    with ByteSource(path) as source:
        while n_bytes := source.read_into(buffer, 0, at_once):
            into.append(buffer[:n_bytes].tobytes())


@pytest.mark.parametrize("at_once", [10_000, 1 << 16, 9_000_000])
def test_what_is_inflated_is_what_was_compressed(path: Path, at_once: int) -> None:
    found: list[bytes] = []
    read(path, at_once, found)
    assert b"".join(found) == TEXT == gzip.decompress(path.read_bytes())


def test_a_damage_is_told_with_its_place_after_what_comes_before_it(
    path: Path, tmp_path: Path
) -> None:
    data = bytearray(path.read_bytes())
    middle = data.index(b"\x1f\x8b\x08\x04", len(data) // 2)
    data[middle + 1000] ^= 0xFF
    damaged = tmp_path / "damaged.gz"
    damaged.write_bytes(data)
    found: list[bytes] = []
    with pytest.raises(InputError, match="damaged .*, in the block at byte") as error:
        read(damaged, 10_000, found)
    said = int(str(error.value).split("at byte ")[1].split(" ")[0].replace(",", ""))
    assert said == middle
    assert TEXT.startswith(b"".join(found))
    assert sum(map(len, found)) > 0.45 * len(TEXT)


def test_a_file_cut_short_is_told(path: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.gz"
    cut.write_bytes(path.read_bytes()[:-40_000])
    with pytest.raises(InputError, match="ends without the empty block"):
        read(cut, 1 << 16, [])
