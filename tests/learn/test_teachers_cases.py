"""Cases that a teacher writes: copied into a release, checked by line, left out where they fail."""

from pathlib import Path

import pytest

from data_loaders.study import taught_cases
from straits import queries
from straits.errors import StudyError
from straits.queries.learn import Case, LeftOut
from straits.store import open_store
from tests.builders import studies, tiny_store
from tests.builders.tiny_store import Block, Calls, CallSet

CASE = """
  - name: {name}
    title: Whose frequency
    question: How common is it in Danes?
    asks: The frequency of the allele
    variant: {variant}
    group: {group}
    number: {number}
    mistaken_group: malay
    remember: Ask whose frequency it is.
"""


def cases(path: Path, **changes: str) -> Path:
    said = {"name": "whose", "variant": "chr1-100-A-G", "group": "danish", "number": "af"}
    path.write_text("cases:" + CASE.format(**said | changes))
    return path


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    blocks = [
        Block("dk_wgs", "XX", 50, {"ethnic_group": name}, {"chr1-100-A-G": Calls(het=n)})
        for name, n in (("danish", 10), ("malay", 25))
    ]
    path = tmp_path_factory.mktemp("taught")
    return tiny_store.write(path, blocks, [CallSet("dk_wgs", "dk")], ["chr1-100-A-G"])


def made(store: Path, file: Path) -> Case | LeftOut:
    (case,) = taught_cases.read_cases(file)
    return queries.learn.taught_case(open_store(store), case.name, case.model_dump())


def test_a_case_has_the_numbers_of_its_groups(store: Path, tmp_path: Path) -> None:
    case = made(store, cases(tmp_path / "cases.yaml"))
    assert isinstance(case, Case)
    # 10 and 25 of 100 copies.
    assert (case.key, case.trap) == (0.1, 0.25)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"variant": "chr1-999-A-G"}, "the study has no variant chr1-999-A-G"),
        ({"variant": "chr1-100-A-G\n    gene: NOGENE"}, "the study has no gene NOGENE"),
        ({"group": "indian"}, "in indian are withheld, or there is no such group"),
    ],
)
def test_a_case_that_cannot_be_shown_says_why(
    store: Path, tmp_path: Path, changes: dict[str, str], why: str
) -> None:
    case = made(store, cases(tmp_path / "cases.yaml", **changes))
    assert isinstance(case, LeftOut)
    assert why in case.why


def test_a_case_of_a_withheld_cell_is_left_out(tmp_path: Path) -> None:
    blocks = [
        Block("dk_wgs", "XX", n, {"ethnic_group": name}, {"chr1-100-A-G": Calls(het=5)})
        for name, n in (("danish", 12), ("malay", 60))
    ]
    sets, names = [CallSet("dk_wgs", "dk")], ["chr1-100-A-G"]
    inside = tiny_store.write(tmp_path / "store", blocks, sets, names, profile="inside")
    case = made(inside, cases(tmp_path / "cases.yaml"))
    assert isinstance(case, LeftOut)
    assert "withheld" in case.why


def test_a_study_without_phenotypes_leaves_their_case_out(store: Path) -> None:
    assert isinstance(queries.learn.study_case(open_store(store), "simpson"), LeftOut)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("number: share", r"cases.yaml:8: .*number.*ac, an, af, carriers_per_1000 or hom_alt"),
        ("numbr: af", r"cases.yaml:.*`cases\[0\]"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_by_its_line(
    tmp_path: Path, wrong: str, said: str
) -> None:
    file = cases(tmp_path / "cases.yaml")
    file.write_text(file.read_text().replace("number: af", wrong))
    with pytest.raises(StudyError, match=said):
        taught_cases.read_cases(file)


def test_two_cases_of_one_name_are_refused(tmp_path: Path) -> None:
    file = cases(tmp_path / "cases.yaml")
    again = CASE.format(name="whose", variant="v", group="g", number="ac")
    file.write_text(file.read_text() + again)
    with pytest.raises(StudyError, match=r"cases.yaml:12: there are two cases 'whose'"):
        taught_cases.read_cases(file)


def test_the_command_tells_each_case_and_the_line_of_one_that_fails(
    store: Path, tmp_path: Path
) -> None:
    good = studies.command("learn", "check", cases(tmp_path / "a.yaml"), "--store", store)
    assert "whose: 0.1, mistaken for 0.25" in good.stdout
    bad = cases(tmp_path / "b.yaml", variant="chr1-999-A-G")
    done = studies.command("learn", "check", bad, "--store", store)
    assert "b.yaml:2: whose: the study has no variant chr1-999-A-G" in done.stdout
    assert done.returncode == 1


def test_a_study_copies_its_cases_into_the_release(tmp_path: Path) -> None:
    cases(tmp_path / "cases.yaml")
    lines = [studies.record("chr1 100 A G", "0/1 0/0")]
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(["S1", "S2"], lines))
    people = {"S1": "XX", "S2": "XY"}
    study = studies.one_call_set(tmp_path, ["calls.vcf"], people, learn="cases.yaml")
    studies.ingest(study, tmp_path / "store")
    (copied,) = open_store(tmp_path / "store").taught_cases
    assert copied["question"] == "How common is it in Danes?"
    assert len(copied["sha256"]) == 64
