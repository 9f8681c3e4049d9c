"""The small public studies that once came out wrong: each is a folder with its right value.

They are read where they lie; what is made of them goes elsewhere.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import studies


def study(shared_data: Path, name: str) -> Path:
    """Return the study file of a case; skips without the case."""
    path = shared_data / "cases" / name / "study.yaml"
    if not path.is_file():
        pytest.skip(f"no case {name} in {shared_data}; name the folder in STRAITS_SHARED_DATA")
    return path


def ingested(shared_data: Path, name: str, folder: Path) -> Path:
    """Ingest a case as it stands into a folder, and return the store."""
    studies.ingest(study(shared_data, name), folder / "store")
    return folder / "store"


def changed(shared_data: Path, name: str, folder: Path, **files: Callable[[str], str]) -> Path:
    """Copy a case into a folder with some texts changed, and return its study file.

    files
        What to do with the text of a file; calls_vcf is calls.vcf.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for path in study(shared_data, name).parent.iterdir():
        shutil.copyfile(path, folder / path.name)
    for key, change in files.items():
        path = folder / ".".join(key.rsplit("_", 1))
        path.write_text(change(path.read_text()))
    return folder / "study.yaml"


def counts(store: Path, grouping: str = "everyone", call_set: str = "s") -> dict[str, tuple]:
    """Return ac and an by group at the alleles of a store, by variant_id."""
    rows = studies.stored(store, call_set, grouping)
    return {
        ("-".join(map(str, row[:4])), row[4]): (row[7], row[6])
        for row in rows.select(*studies.KEY, *studies.COUNTS).iter_rows()
    }
