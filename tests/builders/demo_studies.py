"""Demo studies written once for all tests that read them."""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pysam

from demo.two_countries import write_demo
from tests.builders import studies
from tests.builders.made_once import made_once


@cache
def small_demo() -> Path:
    """Return the folder of the small demo study with seed 1."""
    return made_once("demo", lambda folder: write_demo(folder, "small", 1))


@cache
def small_demo_store() -> Path:
    """Return a store with the small demo study."""
    study = small_demo() / "study.yaml"
    return made_once("demo-store", lambda folder: studies.ingest(study, folder, jobs=2))


def small_demo_inside(folder: Path) -> Path:
    """Copy the small demo study into a folder, under the profile inside; returns its study file."""
    study = shutil.copytree(small_demo(), folder) / "study.yaml"
    text = study.read_text()
    assert "profile: open" in text
    study.write_text(text.replace("profile: open", "profile: inside"))
    return study


def vcf_files() -> list[Path]:
    """Return every VCF of the small demo study."""
    return sorted(small_demo().glob("*/genotypes/*.vcf.gz"))


def records(pattern: str) -> Iterator[pysam.VariantRecord]:
    """Read the records of the small study's files that match a pattern below its folder."""
    for path in sorted(small_demo().glob(pattern)):
        with pysam.VariantFile(str(path)) as file:
            yield from file
