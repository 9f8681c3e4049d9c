"""A study of two sites with phenotypes, small enough to add up by eye, ingested as a real one.

    site       group    people   looked at   gout   HbA1c
    Denmark    Danish      120         120     30   39 mmol/mol in 100, twice each
    Singapore  Chinese     100         100     25   6.5 % in all
    Singapore  Malay        80          70     28   5.5 % in 60; another with gout is not looked at

Half of each group are XX. Ages are 35, 45, 55 and 65 in turn, in pairs of a woman and a man.
"""

import csv
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.builders import studies
from tests.builders.made_once import made_once
from tests.builders.studies import Record

GROUPS = {"Danish": 120, "Chinese": 100, "Malay": 80}


@cache
def store(profile: str) -> Path:
    """Return the store of the study under a profile; it is made once."""

    def make(folder: Path) -> None:
        folder.mkdir()
        studies.ingest(write(folder, profile), folder / "store")

    return made_once(f"phenotypes-{profile}", make) / "store"


def write(folder: Path, profile: str, without: Collection[str] = ()) -> Path:
    """Write the study's files, and return the study file.

    without
        Ids of people who have left: neither sheet nor calls name them.
    """
    _site(folder, "dk", ["Danish"], without)
    _site(folder, "sg", ["Chinese", "Malay"], without)
    danish, chinese, malay = (_people(group) for group in GROUPS)
    _table(folder / "dk" / "diagnoser.csv", ["person", "kode", "dato"],
           [[who, "DM109", "2015-03-01"] for who in danish[:30]])  # fmt: skip
    _table(folder / "dk" / "lab.csv", ["person", "npu", "svar", "enhed", "dato"],
           [[who, "NPU27300", "39", "mmol/mol", f"{year}-05-01"]
            for who in danish[:100] for year in (2018, 2020)])  # fmt: skip
    _table(folder / "sg" / "diagnoses.csv", ["person", "code", "date"],
           [[who, "M10.9", "2016-03-01"]
            for who in (*chinese[:25], *malay[:28], malay[-1])])  # fmt: skip
    _table(folder / "sg" / "screening.csv", ["person", "date"],
           [[who, "2019-01-01"] for who in (*chinese, *malay[:70])])  # fmt: skip
    _table(folder / "sg" / "lab.csv", ["person", "loinc", "result", "unit", "date"],
           [[who, "4548-4", "6.5", "%", "2019-05-01"] for who in chinese]
           + [[who, "4548-4", "5.5", "%", "2019-05-01"] for who in malay[:60]])  # fmt: skip
    _mapping(folder / "dk", "sks", "npu", {"code": "kode", "date": "dato"},
             {"code": "npu", "value": "svar", "unit": "enhed", "date": "dato"})  # fmt: skip
    _mapping(folder / "sg", "icd10", "loinc", {"code": "code", "date": "date"},
             {"code": "loinc", "value": "result", "unit": "unit", "date": "date"})  # fmt: skip
    samples = {"id": "id", "sex": "sex", "age": "age"}
    sites = [
        {
            "id": site, "name": name, "country": site.upper(), "phenotypes": f"{site}/mapping.yaml",
            "samples": {"file": f"{site}/sheet.csv", **samples},
            "call_sets": [{"id": f"{site}_wgs", "files": f"{site}/calls.vcf"}],
        }
        for site, name in (("dk", "Denmark"), ("sg", "Singapore"))
    ]  # fmt: skip
    return studies.write_study(
        folder,
        {
            "name": "Two sites", "build": "GRCh38", "profile": profile, "synthetic": True,
            "groupings": {"ethnic_group": {"order": list(GROUPS)}}, "sites": sites,
        },
    )  # fmt: skip


def _people(group: str) -> list[str]:
    return [f"{group}{number:03}" for number in range(GROUPS[group])]


def _site(folder: Path, site: str, groups: Sequence[str], without: Collection[str]) -> None:
    (folder / site).mkdir()
    rows = [
        {
            "id": who, "sex": ("XX", "XY")[number % 2], "ethnic_group": group,
            "age": str(35 + 10 * (number // 2 % 4)),
        }
        for group in groups
        for number, who in enumerate(_people(group))
        if who not in without
    ]  # fmt: skip
    studies.write_sheet(folder / site / "sheet.csv", rows)
    calls = " ".join(("0/1", "0/0")[number % 2] for number in range(len(rows)))
    text = studies.vcf_text([row["id"] for row in rows], [Record("chr1", 100, "A", "G", calls)])
    (folder / site / "calls.vcf").write_text(text)


def _table(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", newline="") as out:
        csv.writer(out).writerows([header, *rows])


def _mapping(
    folder: Path, diagnoses: str, laboratory: str, coded: dict[str, str], measured: dict[str, str]
) -> None:
    is_danish = diagnoses == "sks"
    tables: dict[str, Any] = {
        "diagnoses": {
            "file": "diagnoser.csv" if is_danish else "diagnoses.csv",
            "columns": {"person": "person", **coded},
            "code_system": diagnoses,
            "covers": "everyone" if is_danish else "screening",
            "assay": "A register" if is_danish else "Clinics",
        },
        "laboratory": {
            "file": "lab.csv",
            "columns": {"person": "person", **measured},
            "code_system": laboratory,
        },
    }
    if not is_danish:
        tables["screening"] = {"file": "screening.csv", "columns": {"person": "person"}}
    mapping = {
        "tables": tables,
        "ages_on": "2024-01-01",
        "phenotypes": {"gout": [{"table": "diagnoses"}], "hba1c": [{"table": "laboratory"}]},
    }
    (folder / "mapping.yaml").write_text(yaml.safe_dump(mapping, sort_keys=False))
