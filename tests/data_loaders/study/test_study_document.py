"""docs/study.md names every key of the study file, and its examples are studies."""

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from pydantic import BaseModel

from data_loaders.people.group_definitions import group_tables
from data_loaders.people.sheet import read_samples
from data_loaders.study import partner, relative_sources, study_model
from data_loaders.study.study_reading import Study, read_study

DOCUMENT = (Path(__file__).parents[3] / "docs" / "study.md").read_text()
EXAMPLES = dict(
    zip(
        ("one VCF", "1000 Genomes", "two sites"),
        re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL),
        strict=True,
    )
)
SECTIONS = {
    study_model.Study: "The study",
    study_model.Grouping: "Groupings",
    study_model.Site: "Sites",
    study_model.SampleSheet: "The sample sheet",
    study_model.CallSet: "Call sets",
    study_model.GenotypeRule: "The genotype rule",
    study_model.Panel: "Panels",
    partner.Partner: "Partners",
    relative_sources.RelativeSources: "Relatives",
}


def keys() -> Iterator[tuple[type[BaseModel], str]]:
    for model in SECTIONS:
        for name, field in model.model_fields.items():
            yield model, field.alias or name


def section(title: str) -> str:
    return DOCUMENT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def told(title: str) -> set[str]:
    """Return what the first column of a section's table sets in code."""
    first_cells = re.findall(r"^\| (`.*?) \|", section(title), re.MULTILINE)
    return {key for cell in first_cells for key in re.findall(r"`([\w.]+)`", cell)}


def test_every_key_has_a_row_in_the_table_of_its_part():
    missing = [
        f"## {SECTIONS[model]} does not tell of {key}, a key of {model.__name__}"
        for model, key in keys()
        if key not in told(SECTIONS[model])
    ]
    assert missing == []


def test_every_key_that_is_told_of_exists():
    unknown = [
        f"## {title} tells of {key}, which {model.__name__} does not have"
        for model, title in SECTIONS.items()
        for key in sorted(told(title) - {key for each, key in keys() if each is model})
        if key not in {"none", "gnomad_adj"}
    ]
    assert unknown == []


def write(folder: Path, example: str) -> Study:
    path = folder / "study.yaml"
    path.write_text(EXAMPLES[example])
    return read_study(path)


def test_the_example_of_one_vcf_reads_its_sheet(tmp_path):
    (tmp_path / "calls.vcf.gz").touch()
    sheet = re.search(r"`samples\.tsv`\n\n```text\n(.*?)```", DOCUMENT, re.DOTALL)
    assert sheet is not None
    (tmp_path / "samples.tsv").write_text(sheet[1])
    study = write(tmp_path, "one VCF")
    samples = read_samples(study, study.sites[0])
    assert samples.select("sample_id", "sex", "ethnic_group").rows() == [
        ("S001", "XX", "Malay"),
        ("S002", "XY", "Chinese"),
        ("S003", "XX", "Chinese"),
        ("S004", "unknown", "Indian"),
    ]


def test_the_example_of_1000_genomes_has_26_populations_in_5(shared_data, tmp_path):
    (tmp_path / "1000genomes").symlink_to(shared_data / "kg30x_pharmacogenes")
    study = write(tmp_path, "1000 Genomes")
    assert len(study.sites[0].call_sets[0].files) == 23
    _, groups = group_tables(study, {"kg": read_samples(study, study.sites[0])})
    assert groups["grouping"].value_counts().sort("count").rows() == [
        ("everyone", 1),
        ("superpopulation", 5),
        ("population", 26),
    ]
    assert groups.filter(pl.col("group_id") == "EUR")["colour"].item() == "#0072B2"


def test_the_example_of_two_sites_reads_both_sheets(tmp_path):
    for name in (
        "GRCh38.fa", "sg/wgs/chr1.vcf.gz", "sg/wgs/chr2.vcf.gz", "dk/wgs.bcf", "dk/wgs_x.bcf",
        "dk/exome.vcf.gz", "dk/exome_targets.bed.gz", "dk/passed_qc.txt", "dk/personer.xlsx",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "sg" / "people.csv").write_text(
        "library,person,sex,age,relationship,ethnic_group,pca_group\n"
        "L1,P1,F,40,none,Malay,SEA\nL2,P2,M,70,sibling,Chinese,EAS\n"
    )
    study = write(tmp_path, "two sites")
    assert [call_set.id for site in study.sites for call_set in site.call_sets] == [
        "sg_wgs",
        "dk_wgs",
        "dk_exome",
    ]
    samples = read_samples(study, study.sites[0])
    assert samples.select("person_id", "is_unrelated", "ethnic_group", "ancestry").rows() == [
        ("P1", True, "Malay", "SEA"),
        ("P2", False, "Chinese", "EAS"),
    ]
