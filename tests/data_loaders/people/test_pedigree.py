"""Who has a parent among the people studied."""

import gzip

import polars as pl
import pytest

from data_loaders.people import sheet
from data_loaders.people.pedigree import mark_unrelated
from data_loaders.study.study_reading import read_study

PEOPLE = ["kid", "dad", "mum", "aunt"]


def family(said: list[bool | None] | None = None, fathers: list[str | None] | None = None):
    return pl.DataFrame(
        {
            "sample_id": PEOPLE,
            "person_id": ["kid", "person_7", "mum", "aunt"],
            "father_id": fathers or ["dad", None, None, None],
            "mother_id": ["mum", None, None, None] if fathers is None else [None] * 4,
            "is_unrelated": said or [None] * 4,
        },
        schema_overrides={
            "is_unrelated": pl.Boolean,
            "father_id": pl.String,
            "mother_id": pl.String,
        },
    )


@pytest.mark.parametrize(
    ("samples", "present", "expected"),
    [
        (family(), PEOPLE, [False, True, True, True]),
        (family(), ["kid", "mum"], [False, True, True, True]),  # one parent is enough
        (family(), ["kid", "aunt"], [True, True, True, True]),  # parents elsewhere do not count
        (family(fathers=["person_7", None, None, None]), PEOPLE, [False, True, True, True]),
        (family(fathers=["person_7", None, None, None]), ["kid"], [True, True, True, True]),
        (family().filter(pl.col("sample_id") != "dad"), ["kid", "dad"], [True, True, True]),
        (family(fathers=[None] * 4), PEOPLE, [None, None, None, None]),  # no pedigree
        (family(said=[True, False, None, None]), PEOPLE, [True, False, True, True]),
    ],
)
def test_a_person_is_related_if_a_parent_is_present(samples, present, expected):
    assert mark_unrelated(samples, present).to_list() == expected


def test_604_of_the_3202_people_of_1000_genomes_have_a_parent_among_them(shared_data, tmp_path):
    folder = shared_data / "kg30x_pharmacogenes"
    path = tmp_path / "study.yaml"
    ped = folder / "20130606_g1k.ped"
    vcf = folder / "COMT.vcf.gz"
    path.write_text(
        f"name: a\nbuild: hg38\nsites:\n- {{id: a, samples: {{file: {ped}}}, "
        f"call_sets: [{{files: {vcf}}}]}}\n"
    )
    study = read_study(path)
    samples = sheet.read_samples(study, study.sites[0])
    assert samples.height == 3501
    assert samples.filter(pl.col("sample_id") == "HG02300")["sex"].item() == "XY"
    with gzip.open(vcf, "rt") as lines:
        header = next(line for line in lines if line.startswith("#CHROM"))
    present = header.rstrip("\n").split("\t")[9:]
    unrelated = mark_unrelated(samples, present).filter(samples["sample_id"].is_in(present))
    assert (len(unrelated), (~unrelated).sum()) == (3202, 604)
