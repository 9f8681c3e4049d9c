"""How much a packed file becomes, told before somebody unpacks it into memory."""

import struct
import zipfile
import zlib
from pathlib import Path

from data_loaders.vcf.bgzf.blocks import check_ratio

_PIECE = 1 << 20
# Of the header before a part: its length, and where the lengths of name and more stand.
_HEADER, _LENGTHS = 30, slice(26, 30)


def check_zip(path: Path) -> None:
    """Raise InputError for a workbook that is packed tighter than any; another file is passed over.

    What a part says of its own length is not believed: it is unpacked, a piece at a time.
    """
    if not zipfile.is_zipfile(path):
        return
    n_inflated = 0
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        for part in archive.infolist():
            if part.compress_type != zipfile.ZIP_DEFLATED:
                continue
            file.seek(part.header_offset)
            file.seek(sum(struct.unpack("<HH", file.read(_HEADER)[_LENGTHS])), 1)
            rest, inflate = part.compress_size, zlib.decompressobj(-zlib.MAX_WBITS)
            while rest > 0 and not inflate.eof and (packed := file.read(min(rest, _PIECE))):
                rest -= len(packed)
                while packed:
                    n_inflated += len(inflate.decompress(packed, _PIECE))
                    packed = inflate.unconsumed_tail
                    check_ratio(path, n_inflated, path.stat().st_size)
