"""Counts of each group: odd names, people without a group, parents as sums, relatives apart."""

from pathlib import Path

import pytest

from tests.builders import studies
from tests.builders.studies import Record

# Group ids become names of folders; none of these may get lost or run into another.
ODD_NAMES = ["Han/Chinese", "Han", "a=b", "50 %", "São Tomé", "..", "x?y&z", "UPPER"]
# One record; person, sex, group, region, father, mother and call.
FAMILY = [
    ("dad", "XY", "CHB", "", "", "0/1"),
    ("mum", "XX", "CHB", "", "", "0/1"),
    ("kid", "XX", "CHB", "dad", "mum", "1/1"),
    ("ann", "XX", "GBR", "gone", "lost", "0/0"),
    ("bob", "XY", "GBR", "", "", "0/1"),
    ("eve", "XX", "", "", "", "1/1"),
]


def _ingested(folder: Path, rows: list[dict[str, str]], calls: str, **keys: object) -> Path:
    """Ingest one record; the columns sample, sex and those of the groupings are in the sheet."""
    record = Record("chr1", 100, "A", "G", calls)
    samples = [row["sample"] for row in rows]
    (folder / "calls.vcf").write_text(studies.vcf_text(samples, [record]))
    columns = {role: role for role in ("father", "mother") if role in rows[0]}
    study = studies.one_call_set(
        folder, ["calls.vcf"], dict.fromkeys(samples, ""), samples=columns, **keys
    )
    studies.write_sheet(folder / "sheet.csv", rows)
    studies.ingest(study, folder / "store")
    return folder / "store"


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [
        {"sample": who, "sex": sex, "population": group, "father": father, "mother": mother}
        for who, sex, group, father, mother, _ in FAMILY
    ]
    groupings = {
        "population": {"parent": "region", "parents": {"CHB": "Asia", "GBR": "Europe"}},
        "region": {},
    }
    calls = " ".join(call for *_, call in FAMILY)
    return _ingested(tmp_path_factory.mktemp("family"), rows, calls, groupings=groupings)


def _counts(store: Path, grouping: str, sample_set: str = "all") -> dict[str, tuple[int, ...]]:
    frame = studies.stored(store, grouping=grouping, sample_set=sample_set)
    return {row[0]: row[1:] for row in frame.select("group", *studies.COUNTS).iter_rows()}


def test_people_without_a_group_are_in_everyone_only(family):
    assert _counts(family, "population") == {
        "CHB": (3, 6, 4, 1, 2, 0),
        "GBR": (2, 4, 1, 0, 1, 0),
    }
    assert _counts(family, "everyone") == {"everyone": (6, 12, 7, 2, 3, 0)}


def test_parents_are_sums_of_their_children(family):
    assert _counts(family, "region") == {"Asia": (3, 6, 4, 1, 2, 0), "Europe": (2, 4, 1, 0, 1, 0)}


def test_children_of_parents_present_are_left_out_of_the_unrelated(family):
    """The parents of ann are not in the files, so that she stays."""
    assert _counts(family, "population", "unrelated") == {
        "CHB": (2, 4, 2, 0, 2, 0),
        "GBR": (2, 4, 1, 0, 1, 0),
    }
    assert _counts(family, "everyone", "unrelated") == {"everyone": (5, 10, 5, 1, 3, 0)}


def test_the_command_line_tells_the_unrelated_from_all(family):
    question = ("--variant", "chr1-100-A-G", "--grouping", "population", "--by", "group")
    for sample_set, an in (("all", {"CHB": 6, "GBR": 4}), ("unrelated", {"CHB": 4, "GBR": 4})):
        answer = studies.asked(family, *question, "--sample-set", sample_set)
        assert dict(answer.select("group", "an").iter_rows()) == an
    # What the command prints is compared with other programs, so it leaves nobody out unasked.
    assert set(studies.asked(family, *question)["sample_set"]) == {"all"}


def test_groups_may_have_any_name(tmp_path):
    """Each name has one person more than the one before, and all carry one copy."""
    rows = [
        {"sample": f"{at}_{number}", "sex": "", "ethnic_group": name}
        for at, name in enumerate(ODD_NAMES)
        for number in range(at + 1)
    ]
    store = _ingested(tmp_path, rows, " ".join(["0/1"] * len(rows)), groupings={"ethnic_group": {}})
    found = {name: row[0] for name, row in _counts(store, "ethnic_group").items()}
    assert found == {name: at + 1 for at, name in enumerate(ODD_NAMES)}
    answer = studies.asked(
        store, "--variant", "chr1-100-A-G", "--grouping", "ethnic_group", "--by", "group"
    )
    assert dict(answer.select("group", "ac").iter_rows()) == found


@pytest.mark.parametrize("name", ["Jørgen 1", "S-1.b", "007", "李", "NA", "1"])
def test_samples_may_have_any_name(tmp_path, name):
    rows = [{"sample": name, "sex": "XX"}, {"sample": "other", "sex": "XY"}]
    store = _ingested(tmp_path, rows, "1/1 0/0")
    assert _counts(store, "everyone") == {"everyone": (2, 4, 2, 1, 0, 0)}
    assert name in studies.table(store, "samples")["sample_id"].to_list()


def test_the_summary_counts_who_is_in_no_group_of_each_grouping(tmp_path):
    rows = [
        {"sample": "S1", "sex": "", "pop": "A", "city": "x"},
        {"sample": "S2", "sex": "", "pop": "#N/A", "city": "x"},
        {"sample": "S3", "sex": "", "pop": "None", "city": ""},
        {"sample": "S4", "sex": "", "pop": "-", "city": "y"},
    ]
    (tmp_path / "calls.vcf").write_text(
        studies.vcf_text(
            ["S1", "S2", "S3", "S4"], [Record("chr1", 100, "A", "G", "0/1 0/1 ./. 0/0")]
        )
    )
    study = studies.one_call_set(
        tmp_path, ["calls.vcf"], dict.fromkeys(["S1"], ""), groupings={"pop": {}, "city": {}}
    )
    studies.write_sheet(tmp_path / "sheet.csv", rows)
    summary = studies.ingest(study, tmp_path / "store")
    assert "wgs: 3 of 4 in no group of pop: S2, S3 ..." in summary
    assert "wgs: 1 of 4 in no group of city: S3" in summary


@pytest.mark.parametrize(
    ("second", "message"),
    [("a", "the groups 'A' and 'a' of pop differ in capitals only"), ("x" * 300, "too long")],
)
def test_the_names_of_groups_are_checked_before_the_files_are_read(tmp_path, second, message):
    rows = [{"sample": "S1", "sex": "", "pop": "A"}, {"sample": "S2", "sex": "", "pop": second}]
    header = studies.vcf_text(["S1", "S2"], [])
    (tmp_path / "calls.vcf").write_text(header + "chr1\tnot a record\n")
    study = studies.one_call_set(tmp_path, ["calls.vcf"], {"S1": ""}, groupings={"pop": {}})
    studies.write_sheet(tmp_path / "sheet.csv", rows)
    for command in (("ingest", study, "--store", tmp_path / "store"), ("check", study)):
        done = studies.command(*command)
        assert message in " ".join((done.stdout + done.stderr).split())
