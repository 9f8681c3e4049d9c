"""A site's phenotype files and mapping on disk, and what comes of them."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from data_loaders.harmonise import phenotype_reading
from data_loaders.harmonise.phenotype_reading import SitePhenotypes
from data_loaders.study.study_reading import Study, read_study

# Four people: A and C are women, B and D men; all were 60 on 2024-01-01.
PEOPLE = pl.DataFrame(
    {
        "person_id": ["A", "B", "C", "D"],
        "sample_id": ["S1", "S2", "S3", "S4"],
        "sex": ["XX", "XY", "XX", "XY"],
        "age": [60.0, 60.0, 60.0, 60.0],
    }
)

DENMARK = """
ages_on: 2024-01-01
tables:
  diagnoses:
    file: diagnoser.csv
    columns: {person: cpr, code: kode, date: dato}
    code_system: sks
    date_format: dd-mm-yyyy
    covers: everyone
  laboratory:
    file: lab.csv
    columns: {person: cpr, code: npu, value: svar, unit: enhed, date: dato}
    code_system: npu
    decimal: ","
    date_format: dd-mm-yyyy
phenotypes:
  type_2_diabetes: [{table: diagnoses}]
  hba1c: [{table: laboratory}]
"""
DIAGNOSES = "cpr;kode;dato\n"
LABORATORY = "cpr;npu;svar;enhed;dato\n"
SURVEY = """
tables:
  survey:
    file: survey.csv
    columns: {person: id, date: day}
phenotypes:
  smoking: [{table: survey, value: smokes, values: {Y: current, N: never}}]
  type_2_diabetes: [{table: survey, value: sugar, values: {Y: yes, N: no}}]
  height: [{table: survey, value: height, unit: cm}]
  bmi: [{table: survey, formula: weight / (height / 100) ** 2, unit: kg/m2}]
"""


def write_study(folder: Path, **mappings: str) -> Study:
    """Write a study whose sites are named by the keywords, each with its mapping, and read it."""
    (folder / "calls.vcf").write_text("")
    (folder / "sheet.csv").write_text("sample,sex\nS1,XX\n")
    sites = []
    for name, text in mappings.items():
        (folder / f"{name}.yaml").write_text(text)
        sites.append(
            f"  - id: {name}\n"
            f"    phenotypes: {name}.yaml\n"
            f"    samples: {{file: sheet.csv}}\n"
            f"    call_sets: [{{id: {name}, files: calls.vcf}}]\n"
        )
    path = folder / "study.yaml"
    path.write_text("name: A test\nbuild: GRCh38\nsites:\n" + "".join(sites))
    return read_study(path)


def read_site(
    folder: Path,
    mapping: str,
    files: Mapping[str, str],
    people: pl.DataFrame = PEOPLE,
    strict: bool = False,
) -> SitePhenotypes:
    """Write a mapping and its files, and read the site `here`."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    study = write_study(folder, here=mapping)
    return phenotype_reading.read_phenotypes(study, study.sites[0], people, strict)


def status(found: SitePhenotypes, phenotype_id: str) -> dict[str, str]:
    """Return what is known of each person."""
    rows = found.phenotype_status.filter(pl.col("phenotype_id") == phenotype_id)
    return dict(rows.select("person_id", "status").iter_rows())


def values(found: SitePhenotypes, phenotype_id: str) -> dict[str, float]:
    """Return the value that counts for each person that has one."""
    rows = found.phenotype_status.filter(
        (pl.col("phenotype_id") == phenotype_id) & pl.col("value").is_not_null()
    )
    return dict(rows.select("person_id", "value").iter_rows())


def broken(found: SitePhenotypes) -> list[tuple[int, str, str]]:
    """Return line, rule and value of every row that was set aside, in the order of the file."""
    rows = found.set_aside_rows.select("source_line", "rule", "value").sort("source_line", "rule")
    return list(rows.iter_rows())


def denmark(
    folder: Path, diagnoses: str = "", laboratory: str = "", strict: bool = False
) -> SitePhenotypes:
    """Read Denmark's two files, with these rows."""
    files = {"diagnoser.csv": DIAGNOSES + diagnoses, "lab.csv": LABORATORY + laboratory}
    return read_site(folder, DENMARK, files, strict=strict)
