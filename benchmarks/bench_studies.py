"""Sample sheets and study files for the data of a run, and the stores made of them."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.processes import Ran, run
from benchmarks.settings import PYTHON, ROOT, THREADS

GROUPING = "population"
# The people of the ad-hoc cohort are those of an age, so that a store can be asked for them too.
COHORT_AGE, OTHER_AGE = 60, 30


@dataclass(frozen=True)
class Panel:
    """One VCF, and who is in it.

    people
        sample_id -> sex and population, in the order of the file's columns.
    region
        contig, first and last position that a question about one gene asks for.
    """

    name: str
    vcf: Path
    people: dict[str, tuple[str, str]]
    region: tuple[str, int, int]

    @property
    def folder(self) -> Path:
        """Where the VCF lies, and where all that is made of it goes."""
        return self.vcf.parent

    def size(self, n_alleles: int) -> str:
        """Write how large it is."""
        return f"{self.name}: {n_alleles:,} alleles x {len(self.people):,} people"


def write_study(panel: Panel, **call_set: object) -> Path:
    """Write sheet and study file of a panel, and return the latter.

    call_set
        More keys of the call set, such as genotype_rule.
    """
    sheet = panel.folder / "sheet.csv"
    in_cohort = set(cohort(len(panel.people)).tolist())
    rows = [
        (sample, *sex_and_group, COHORT_AGE if place in in_cohort else OTHER_AGE)
        for place, (sample, sex_and_group) in enumerate(panel.people.items())
    ]
    write_rows(sheet, ("sample_id", "sex", GROUPING, "age"), rows, ",")
    files = {"id": "wgs", "files": str(panel.vcf), "assay": "WGS", **call_set}
    samples = {"file": str(sheet), "age": "age"}
    site = {"id": "here", "name": "Here", "samples": samples, "call_sets": [files]}
    study = {
        "name": panel.name,
        "build": "GRCh38",
        "profile": "inside",
        "groupings": {GROUPING: {"column": GROUPING, "label": "Population"}},
        "sites": [site],
    }
    path = panel.folder / f"study{'_'.join(['', *map(str, call_set.values())])}.yaml"
    path.write_text(json.dumps(study, indent=1))  # JSON is YAML
    return path


def cohort(n_people: int, share: float = 0.3) -> NDArray[np.uint32]:
    """Return the places, in order, of a random share of the people; always the same ones."""
    return np.flatnonzero(np.random.default_rng(1).random(n_people) < share).astype(np.uint32)


def ingest(study: Path, store: Path, env: Mapping[str, str] | None = None) -> Ran:
    """Read a study into a store, as a process of its own."""
    command = [PYTHON, "-m", "straits", "ingest", study, "--store", store, "--jobs", str(THREADS)]
    return run([*command, "--files-from", "/"], ROOT, env)


def write_rows(
    path: Path, header: Sequence[str], rows: Sequence[Sequence[object]], separator: str = "\t"
) -> Path:
    """Write a table of text and return its path."""
    with path.open("w", newline="") as out:
        writer = csv.writer(out, delimiter=separator, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path
