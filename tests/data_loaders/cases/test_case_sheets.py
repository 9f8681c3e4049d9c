"""Sheets that quietly changed who was counted, or where: each with its right value."""

from pathlib import Path

import polars as pl
import pytest

from data_loaders.release import ingest
from data_loaders.study.study_reading import read_study
from straits import queries
from straits.errors import StudyError
from straits.store import open_store
from tests.builders import studies
from tests.data_loaders.cases import case_studies


def groups(store: Path) -> dict[str | None, list[str]]:
    """Return the samples of each ethnic group; those of none under None."""
    samples = studies.table(store, "samples")
    by_group = samples.group_by("ethnic_group", maintain_order=True).agg("sample_id")
    return dict(by_group.sort("ethnic_group").iter_rows())


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("03-nfd", {"Chinese": ["S4"], "Grønlænder å": ["Århus1", "S2", "S3"]}),
        (
            "16b-group-missing",
            {
                None: ["S5", "S6", "S7", "S8", "S9", "S12"],
                "99": ["S11"],
                "Malay": ["S1", "S2", "S3", "S4", "S13"],
                "Unknown": ["S10"],
            },
        ),
        ("18a-excel-sep-line", {"Chinese": ["S3", "S4"], "Malay": ["S1", "S2"]}),
        ("18b-semicolon-in-header", {"Chinese": ["S3", "S4"], "Malay": ["S1", "S2"]}),
        ("43-spaces-in-names", {"Chinese": ["S3", "S4"], "Malay": ["Sample 1", "Sample 2"]}),
        ("46-utf16-nobom", {"Chinese": ["S3", "S4"], "Malay": ["S1", "S2"]}),
    ],
)
def test_everyone_is_read_and_in_the_group_that_the_sheet_shows(
    shared_data, tmp_path, case, expected
):
    store = case_studies.ingested(shared_data, case, tmp_path)
    assert groups(store) == expected
    assert studies.table(store, "drop_counts").filter(pl.col("kind") == "sample").is_empty()


def test_people_of_merged_cells_are_told_to_be_in_no_group(shared_data, tmp_path):
    study = case_studies.study(shared_data, "19d-xlsx-merged-groups")
    summary = studies.ingest(study, tmp_path / "store")
    assert "s: 2 of 4 in no group of ethnic_group: S2, S4" in summary
    expected = {None: ["S2", "S4"], "Chinese": ["S3"], "Malay": ["S1"]}
    assert groups(tmp_path / "store") == expected


def test_a_sex_of_0_and_1_alone_is_asked_about(shared_data, tmp_path):
    study = read_study(case_studies.study(shared_data, "15-sex-0-1"))
    message = r"column sex .*samples\.tsv holds only 0 and 1, .*`sex_values: {XX: \['0'\], XY: "
    with pytest.raises(StudyError, match=message):
        ingest.ingest(study, tmp_path / "store")


def test_a_name_that_two_genes_have_is_asked_about(shared_data, tmp_path):
    store = case_studies.ingested(shared_data, "57-ambiguous-alias", tmp_path)
    question = "OCT1 is a name of POU2F1 and of SLC22A1. Name the one that is meant."
    resolution = queries.search.search(open_store(store), "OCT1")
    assert (resolution.kind, resolution.reason) == ("nothing", question)
    assert resolution.offers == ("POU2F1", "SLC22A1")
    done = studies.command("frequencies", "--store", store, "--gene", "oct1")
    assert done.returncode == 2
    assert question.replace("OCT1", "oct1") in " ".join(done.stderr.split())
    asked = "carries an allele in OCT1 of class none"
    done = studies.command("cohort", "count", "--store", store, asked)
    assert done.returncode == 2
    assert question in " ".join(done.stderr.split())
