"""Demo studies written once for all tests that read them."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pysam

from data_loaders.demo.demo import write_demo
from tests import studies

_KEPT: list[TemporaryDirectory[str]] = []


@cache
def small_demo() -> Path:
    """Return the folder of the small demo study with seed 1."""
    folder = TemporaryDirectory(prefix="straits-demo-")
    _KEPT.append(folder)
    write_demo(Path(folder.name), "small", 1)
    return Path(folder.name)


@cache
def small_demo_store() -> Path:
    """Return a store with the small demo study."""
    folder = TemporaryDirectory(prefix="straits-demo-store-")
    _KEPT.append(folder)
    studies.ingest(small_demo() / "study.yaml", Path(folder.name) / "store", jobs=2)
    return Path(folder.name) / "store"


def vcf_files() -> list[Path]:
    """Return every VCF of the small demo study."""
    return sorted(small_demo().glob("*/genotypes/*.vcf.gz"))


def records(pattern: str) -> Iterator[pysam.VariantRecord]:
    """Read the records of the small study's files that match a pattern below its folder."""
    for path in sorted(small_demo().glob(pattern)):
        with pysam.VariantFile(str(path)) as file:
            yield from file
