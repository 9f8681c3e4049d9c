"""Lines of a VCF as bgzip and tabix write them, by htslib.

The one place of the dashboard that needs a library for VCF files: an index of blocks is no matter
for our own code.
"""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pysam

_CHUNK = 1 << 16


def compressed(lines: Iterable[str], is_index: bool = False) -> Iterator[bytes]:
    """Yield a VCF in blocks of gzip, or its index of tabix, from its lines, in order of place.

    The file lies in a temporary folder while it is made; the same lines give the same bytes, so
    that an index that is asked for alone belongs to its file.
    """
    with tempfile.TemporaryDirectory(prefix="straits-") as folder:
        path = Path(folder) / "sites.vcf.gz"
        with pysam.BGZFile(str(path), "wb", None) as file:
            for line in lines:
                file.write(line.encode())
        if is_index:
            pysam.tabix_index(str(path), preset="vcf", force=True)
            path = path.with_name(f"{path.name}.tbi")
        with path.open("rb") as made:
            while chunk := made.read(_CHUNK):
                yield chunk
