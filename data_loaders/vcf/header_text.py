"""The text of a header, read from the beginning of a VCF or BCF file."""

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data_loaders.vcf.bgzf.blocks import ByteSource
from data_loaders.vcf.header import Header, parse_header
from straits.errors import InputError

_MAGIC_OF_BCF = b"BCF\x02"
# The names of a header of BCF are numbered; who reads it makes room for as many as the highest.
_NUMBER = re.compile(r"\bIDX=(\d+)")
_MOST_NAMES = 1_000_000


def read_header(path: Path) -> Header:
    """Return the header of a VCF file; raises InputError for a file that is not one."""
    with ByteSource(path) as source:
        text, _, _ = header_text(source)
    return parse_header(path, text)


def header_text(source: ByteSource) -> tuple[str, NDArray[np.uint8], bool]:
    """Return the lines up to and with #CHROM, the bytes read after them, and whether it is BCF."""
    size = 1 << 18
    read = np.empty(0, np.uint8)
    while True:
        more = np.empty(size, np.uint8)
        n_bytes = source.read_into(more, 0, size)
        read = np.concatenate([read, more[:n_bytes]])
        text = read.tobytes()
        if text.startswith(_MAGIC_OF_BCF) and len(text) > 9:
            end = 9 + int.from_bytes(text[5:9], "little")
            if len(text) >= end:
                header = text[9:end].rstrip(b"\0").decode("utf-8", "replace")
                _check_numbers(source.path, header)
                return header, read[end:], True
        start = 0 if text.startswith(b"#CHROM") else text.find(b"\n#CHROM") + 1
        end = text.find(b"\n", start) if start or text.startswith(b"#CHROM") else -1
        if end >= 0:
            return text[: end + 1].decode("utf-8", "replace"), read[end + 1 :], False
        if n_bytes < size:
            break
        first = text[:2]
        if first not in (b"##", _MAGIC_OF_BCF[:2]) or len(text) > (1 << 27):
            break
        size *= 2
    if not read.size:
        raise InputError(f"{source.path} is empty. Check that it was copied whole.")
    return text[:65536].decode("utf-8", "replace"), read[:0], False


def _check_numbers(path: Path, header: str) -> None:
    """Refuse a header of BCF that numbers its names higher than there can be names."""
    highest = max((int(number[:12]) for number in _NUMBER.findall(header)), default=0)
    if highest > _MOST_NAMES:
        raise InputError(
            f"{path} numbers a name of its header {highest:,} (IDX), where {_MOST_NAMES:,} are the "
            "most. It is damaged, or no program for genotypes wrote it."
        )
