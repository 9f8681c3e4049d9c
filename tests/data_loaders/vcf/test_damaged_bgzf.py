"""A compressed file with a block that is wrong is refused in ordinary memory, naming the byte."""

import gzip
import re
import resource
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pysam.bcftools
import pytest

from data_loaders.call_sets.regions import read_bed
from data_loaders.genes.gene_file import read_features
from data_loaders.genes.rsids import read_sources
from data_loaders.people.text_table import read_table
from data_loaders.vcf.bcf.bcf_lines import BinaryLines
from data_loaders.vcf.bgzf.blocks import ByteSource, line_blocks
from data_loaders.vcf.header_text import read_header
from data_loaders.vcf.reference import Reference
from straits.errors import InputError
from tests.builders import studies
from tests.builders.refusals import PEOPLE, assert_refused, study_of
from tests.builders.studies import ROOT, Record
from tests.data_loaders.genes.test_gene_file import gencode_gtf

END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
# What reading may take beside what the program is before: a fraction of any machine's memory.
ROOM = 800 << 20
LINES = [f"chr1\t{1000 * at}\t{1000 * at + 500}\n".encode() * 20 for at in range(1, 40)]


def block(data: bytes, extra: bytes = b"", **wrong: int) -> bytes:
    """Return a block of BGZF that holds some bytes.

    extra
        Fields that stand before the one of BGZF.
    wrong
        BSIZE, ISIZE or CRC as they shall be said to be.
    """
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
    body = deflate.compress(data) + deflate.flush()
    size = 12 + len(extra) + 6 + len(body) + 8
    said = wrong.get("BSIZE", size) - 1
    head = b"\x1f\x8b\x08\x04\0\0\0\0\0\xff" + struct.pack("<H", len(extra) + 6) + extra
    head += b"BC\x02\0" + struct.pack("<H", said & 0xFFFF)
    crc, length = wrong.get("CRC", zlib.crc32(data)), wrong.get("ISIZE", len(data))
    return head + body + struct.pack("<II", crc, length)


def with_middle(middle: bytes) -> tuple[bytes, int]:
    """Return a file with this in place of its 20th block, and where that begins."""
    before = b"".join(map(block, LINES[:20]))
    return before + middle + b"".join(map(block, LINES[21:])) + END, len(before)


MIDDLE = LINES[20]
# What is wrong with a block of BGZF, and what is said of it.
WRONG = {
    "BSIZE of nothing": (block(MIDDLE, BSIZE=1), "says that it is 1 bytes long"),
    "BSIZE within its head": (block(MIDDLE, BSIZE=20), "says that it is 20 bytes long"),
    "BSIZE too small": (block(MIDDLE, BSIZE=60), "inflated|holds|most|checksum"),
    "BSIZE a little too large": (block(MIDDLE, BSIZE=len(block(MIDDLE)) + 3),
                                 "inflated|holds|most|checksum"),
    "BSIZE as large as can be": (block(MIDDLE, BSIZE=65536), "not whole|holds|inflated|checksum"),
    "ISIZE as large as can be": (block(MIDDLE, ISIZE=0xFFFFFFFF), "4,294,967,295 bytes"),
    "ISIZE above the most": (block(MIDDLE, ISIZE=65537), "65,536 are the most"),
    "ISIZE one too large": (block(MIDDLE, ISIZE=len(MIDDLE) + 1), "holds .* and says"),
    "ISIZE one too small": (block(MIDDLE, ISIZE=len(MIDDLE) - 1), "holds .* and says"),
    "ISIZE of nothing": (block(MIDDLE, ISIZE=0), "holds .* and says 0"),
    "CRC": (block(MIDDLE, CRC=zlib.crc32(MIDDLE) ^ 1), "checksum"),
    "a bomb": (block(bytes(50 << 20), ISIZE=65536), "holds 52,428,800 bytes"),
    "no BGZF field": (block(MIDDLE).replace(b"BC\x02\0", b"XX\x02\0"), "does not say how long"),
    "fields longer than the block": (block(MIDDLE).replace(b"\x06\0BC", b"\xff\xffBC"),
                                     "says that it is|does not say"),
    "noise": (bytes(range(1, 200)), "does not begin where it should"),
}  # fmt: skip


def read(path: Path) -> bytes:
    """Return all lines of a file."""
    with ByteSource(path) as source:
        blocks = line_blocks(source, np.empty(0, np.uint8))
        return b"".join(part[:n_bytes].tobytes() for part, n_bytes in blocks)


def as_gzip(path: Path, text: bytes) -> Path:
    path.write_bytes(gzip.compress(text))
    return path


def read_bounded(path: Path) -> None:
    """Read a file with little room; what is said of it is printed."""
    statm = Path("/proc/self/statm").read_text().split()[0]
    limit = int(statm) * resource.getpagesize() + ROOM
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    try:
        if path.suffix == ".bcf":
            with BinaryLines(read_header(path), (), False) as lines:
                list(line_blocks(lines, np.empty(0, np.uint8)))
        elif path.suffix == ".bed":
            read_bed(path, "GRCh38")
        else:
            read(path)
    except InputError as error:
        print(error)


def bounded(path: Path) -> str:
    """Return what is said of a file that is read in a process of its own, with little room."""
    program = (
        "import sys; from pathlib import Path; "
        "from tests.data_loaders.vcf import test_damaged_bgzf as test; "
        "test.read_bounded(Path(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_blocks_that_are_right_are_read_whatever_other_fields_they_have(tmp_path: Path) -> None:
    path = tmp_path / "calls.gz"
    extra = b"RA\x03\0abc"
    path.write_bytes(with_middle(block(MIDDLE, extra))[0])
    assert read(path) == b"".join(LINES) == gzip.decompress(path.read_bytes())


@pytest.mark.parametrize("name", WRONG)
def test_a_block_that_is_wrong_is_refused_with_its_place(tmp_path: Path, name: str) -> None:
    middle, words = WRONG[name]
    data, place = with_middle(middle)
    path = tmp_path / "calls.gz"
    path.write_bytes(data)
    with pytest.raises(InputError, match=words) as error:
        read(path)
    assert str(path) in str(error.value)
    said = re.search(r"at byte ([\d,]+) of", str(error.value))
    assert said is not None
    # A size that is wrong may only show where the next block should begin.
    assert place <= int(said[1].replace(",", "")) <= place + 65536
    if "BSIZE" not in name:
        assert int(said[1].replace(",", "")) == place


@pytest.mark.parametrize("name", ["a bomb", "ISIZE as large as can be"])
def test_a_block_that_is_wrong_takes_no_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / "calls.gz"
    path.write_bytes(with_middle(WRONG[name][0])[0])
    assert "calls.gz is damaged" in bounded(path)


def test_a_line_without_end_takes_no_memory(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(64 << 20)) * 32
    for name, why in (("calls.gz", "has a line of more than"), ("regions.bed", "is packed more")):
        (tmp_path / name).write_bytes(bomb)
        assert why in bounded(tmp_path / name)


def test_a_record_of_bcf_that_says_to_be_of_gigabytes_takes_no_memory(tmp_path: Path) -> None:
    plain, path = tmp_path / "plain.vcf", tmp_path / "calls.bcf"
    plain.write_text(studies.vcf_text(list(PEOPLE), []))
    pysam.bcftools.view("-o", str(path), "-Ob", str(plain), catch_stdout=False)
    header = gzip.decompress(path.read_bytes())
    for length in (0x7FFFFFFF, 0xFFFFFFFF):
        long = struct.pack("<II", length, length) + bytes(50_000 - len(header))
        path.write_bytes(b"".join([block(header + long), *[block(bytes(60_000))] * 400, END]))
        assert "htslib cannot read a record before byte" in bounded(path)


def _lost_blocks(data: bytes) -> bytes:
    """Return the first half of the blocks of a file, without the one that ends it."""
    starts = [found.start() for found in re.finditer(re.escape(END[:4]), data)]
    return data[: starts[len(starts) // 2]]


def _gtf(path: Path) -> object:
    return read_features(path, "GRCh38")


def _rsids(path: Path) -> object:
    return read_sources((path,), pl.Series("pos", [100], dtype=pl.Int32), "GRCh38")


def _bed(path: Path) -> object:
    return read_bed(path, "GRCh38")


KINDS: dict[str, tuple[Callable[[Path], object], bytes]] = {
    "genes.gtf.gz": (_gtf, gencode_gtf().encode()),
    "known.tsv.gz": (_rsids, b"rsid\tcontig\tpos\tref\talt\n" + b"rs1\t1\t100\tA\tG\n" * 9),
    "regions.bed.gz": (_bed, b"".join(LINES)),
    "sheet.csv.gz": (read_table, b"sample,sex\n" + b"P1,XX\n" * 9),
    "reference.fa.gz": (Reference, b">chrM\n" + b"GATC\n" * 900),
}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("damage", ["none", "ends early", "checksum", "length"])
def test_every_file_that_may_be_compressed_is_checked(
    tmp_path: Path, name: str, damage: str
) -> None:
    reader, text = KINDS[name]
    half = len(text) // 2
    wrong = {"checksum": {"CRC": 7}, "length": {"ISIZE": 0}}.get(damage, {})
    data = block(text[:half]) + block(text[half:], **wrong) + END
    path = tmp_path / name
    path.write_bytes(_lost_blocks(data) if damage == "ends early" else data)
    if damage == "none":
        reader(path)
        return
    with pytest.raises(InputError, match=re.escape(str(path))) as error:
        reader(path)
    assert re.search("at byte|ends without the empty block", str(error.value))


@pytest.mark.parametrize("is_binary", [False, True])
def test_an_ingest_counts_nothing_of_a_file_with_a_block_that_says_to_be_empty(
    tmp_path: Path, is_binary: bool
) -> None:
    records = [Record("chr1", 100 + at, "A", "G", "0/1 0/0 1/1") for at in range(3000)]
    plain = tmp_path / "plain.vcf"
    plain.write_text(studies.vcf_text(list(PEOPLE), records))
    (tmp_path / "good").mkdir()
    studies.ingest(study_of(tmp_path / "good"), tmp_path / "store")
    name = "calls.bcf" if is_binary else "calls.vcf.gz"
    arguments = ["-Ob" if is_binary else "-Oz", "-o", str(tmp_path / name), str(plain)]
    pysam.bcftools.view(*arguments, catch_stdout=False)
    data = bytearray((tmp_path / name).read_bytes())
    first = int.from_bytes(data[16:18], "little") + 1
    data[first - 4 : first] = bytes(4)
    study = study_of(tmp_path, bytes(data), name)
    assert_refused(study, tmp_path / "store", [name, "in the block at byte 0"])
