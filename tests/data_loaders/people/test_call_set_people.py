"""Who of a file is in its call set, and the true reason why others are not."""

from pathlib import Path

from data_loaders.people.call_set_people import gather_people
from data_loaders.people.sheet import read_samples
from data_loaders.study.study_reading import read_study

STUDY = """\
name: A test
build: GRCh38
sites:
  - id: here
    samples: {file: sheet.csv}
    call_sets: [{files: calls.vcf}]
"""


def reasons(folder: Path, in_sheet: str, in_file: str) -> dict[str, str]:
    """Return why each sample that is set aside is."""
    (folder / "sheet.csv").write_text("sample\n" + in_sheet.replace(" ", "\n") + "\n")
    (folder / "calls.vcf").touch()
    (folder / "study.yaml").write_text(STUDY)
    study = read_study(folder / "study.yaml")
    site = study.sites[0]
    columns = {"here": [(folder / "calls.vcf", tuple(in_file.split()))]}
    (people,) = gather_people(site, read_samples(study, site), columns)
    return dict(people.set_aside.select("sample_id", "reason").iter_rows())


def test_ids_that_differ_in_capitals_or_look_are_told_apart_from_strangers(tmp_path):
    assert reasons(tmp_path, "S1 s2 S3 SA", "S1 S2 S4 S\u0410") == {
        "S2": "spelled_otherwise_in_sheet",
        "S4": "not_in_sheet",
        "S\u0410": "spelled_otherwise_in_sheet",
        "s2": "not_in_any_vcf",
        "S3": "not_in_any_vcf",
        "SA": "not_in_any_vcf",
    }
    # Who is there is not misspelt.
    assert reasons(tmp_path, "S1 s1", "S1 s1 S\u0131") == {"S\u0131": "not_in_sheet"}
