"""The small demo ingested under the profile inside, once for all tests that read it."""

from functools import cache
from pathlib import Path

from tests.builders import demo_studies, studies
from tests.builders.made_once import made_once


@cache
def inside_store() -> Path:
    """Return the store; its release has what a select may read."""
    return made_once("demo-inside-store", _ingest)


def _ingest(folder: Path) -> None:
    study = demo_studies.small_demo_inside(folder.parent / "study")
    studies.ingest(study, folder, jobs=2)
