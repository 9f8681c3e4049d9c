"""Sample sheets of a few rows, read as a study names them."""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from data_loaders.people import sheet
from data_loaders.study.study_reading import read_study

STUDY = """\
name: A test
build: GRCh38
groupings: {groupings}
sites:
  - id: here
    samples:
      file: {file}
      {settings}
    call_sets: [{{files: calls.vcf}}]
"""

Read = Callable[..., pl.DataFrame]


def reader(folder: Path) -> Read:
    """Return a function that reads a sheet of the text it is given.

    settings
        What stands under `samples:` besides the file, as lines of YAML.
    """
    (folder / "calls.vcf").touch()

    def read(
        text: str | bytes, file: str = "sheet.tsv", settings: str = "", groupings: str = "{}"
    ) -> pl.DataFrame:
        (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
        path = folder / "study.yaml"
        settings = settings.replace("\n", "\n      ")
        path.write_text(STUDY.format(file=file, settings=settings, groupings=groupings))
        study = read_study(path)
        return sheet.read_samples(study, study.sites[0])

    return read
