"""A study file or a sheet that does not fit is refused with the line and the way out."""

import errno
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from data_loaders.release import publishing
from straits.__main__ import main
from straits.errors import StoreError
from tests.builders import studies
from tests.builders.refusals import GOOD, PEOPLE, RECORDS, assert_refused, said, study_of
from tests.builders.studies import Record

Bad = tuple[str, Callable[[Path], Path], tuple[str, ...]]


def _edited(folder: Path, old: str, new: str, **keys: object) -> Path:
    """Return a good study of which a piece of study.yaml or of the sheet reads otherwise."""
    study = study_of(folder, **keys)
    changed = 0
    for path in (study, folder / "sheet.csv"):
        text = path.read_text()
        changed += old in text
        path.write_text(text.replace(old, new, 1))
    assert changed
    return study


def _nobody_in_common(folder: Path) -> Path:
    return study_of(folder, studies.vcf_text(["Q1", "Q2", "Q3"], RECORDS))


def _other_samples_in_a_second_file(folder: Path) -> Path:
    (folder / "calls.vcf").write_text(GOOD)
    (folder / "more.vcf").write_text(
        studies.vcf_text(["P1", "P2"], [Record("chr2", 5, "A", "G", "0/0 0/1")])
    )
    return studies.one_call_set(folder, ["calls.vcf", "more.vcf"], PEOPLE)


def _two_call_sets(folder: Path) -> Path:
    """P1 is in both, and neither is preferred."""
    (folder / "calls.vcf").write_text(GOOD)
    (folder / "array.vcf").write_text(
        studies.vcf_text(["P1"], [Record("chr1", 100100, "A", "G", "0/1")])
    )
    studies.write_sheet(
        folder / "sheet.csv", [{"sample": who, "sex": sex} for who, sex in PEOPLE.items()]
    )
    site = {
        "id": "here",
        "samples": {"file": "sheet.csv", "id": "sample", "sex": "sex"},
        "call_sets": [{"id": "wgs", "files": "calls.vcf"}, {"id": "array", "files": "array.vcf"}],
    }
    study = {"name": "Two", "build": "GRCh38", "profile": "open", "sites": [site]}
    return studies.write_study(folder, study)


def _unknown_group(folder: Path) -> Path:
    """The sheet has a group that the study does not list."""
    groupings = {"ethnic_group": {"order": ["Malay", "Chinese"]}}
    study = study_of(folder, groupings=groupings)
    rows = [{"sample": "P1", "sex": "XX", "ethnic_group": "Malay"}]
    rows += [{"sample": "P2", "sex": "XY", "ethnic_group": "Indien"}]
    studies.write_sheet(folder / "sheet.csv", rows)
    return study


def _wrong_reference(folder: Path) -> Path:
    (folder / "short.fa").write_text(">chr1\n" + "ACGT" * 10 + "\n")
    return study_of(folder, reference="short.fa")


# What is wrong; how to make it; what the message must say.
BAD: list[Bad] = [
    ("no such study", lambda at: at / "study.yaml", ("study.yaml",)),
    ("a folder for a study", lambda at: at, ("study.yaml",)),
    ("a study that is no YAML", lambda at: _edited(at, "build: GRCh38", "build: [GRCh38"),
     ("study.yaml", r"line \d+|:\d+")),
    ("no such file", lambda at: _edited(at, "- calls.vcf", "- cals.vcf"),
     (r"study.yaml:\d+", "cals.vcf", "calls.vcf")),
    ("no file of a pattern", lambda at: _edited(at, "- calls.vcf", "- '*.bcf'"),
     (r"study.yaml:\d+", r"\*\.bcf")),
    ("an unknown build", lambda at: _edited(at, "GRCh38", "GRCh36"),
     (r"study.yaml:\d+", "GRCh36", "GRCh37", "GRCh38")),
    ("an unknown key", lambda at: _edited(at, "profile: open", "profil: open"),
     (r"study.yaml:\d+", "profil")),
    ("an unknown profile", lambda at: _edited(at, "profile: open", "profile: public"),
     (r"study.yaml:\d+", "public", "open")),
    ("no such sheet", lambda at: _edited(at, "sheet.csv", "shet.csv"),
     (r"study.yaml:\d+", "shet.csv")),
    ("a sheet without the named column", lambda at: _edited(at, "sex: sex", "sex: Gender"),
     (r"study.yaml:\d+", "sheet.csv", "Gender")),
    ("a grouping without a column",
     lambda at: study_of(at, groupings={"ethnic_group": {"column": "ethnicity"}}),
     (r"study.yaml:\d+", "sheet.csv", "ethnicity")),
    ("a group that the study does not list", _unknown_group, ("sheet.csv", "Indien", "Chinese")),
    ("a person twice in the sheet", lambda at: _edited(at, "P2,XY", "P1,XY"),
     (r"sheet.csv", "P1")),
    ("a sex that nobody knows", lambda at: _edited(at, "P2,XY", "P2,Z"),
     (r"sheet.csv:\d+|line 3", "Z")),
    ("nobody in common", _nobody_in_common, ("calls.vcf", "sheet.csv", "Q1", "P1")),
    ("a person in two call sets", _two_call_sets, ("P1", "wgs", "array", "preferred")),
    ("other samples in a second file", _other_samples_in_a_second_file,
     ("more.vcf", "P3|call set", "bcftools merge")),
    ("a reference of another length", _wrong_reference, ("short.fa", "chr1")),
]  # fmt: skip


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one release."""
    folder = tmp_path_factory.mktemp("before")
    studies.ingest(study_of(folder), folder / "store")
    return folder / "store"


@pytest.mark.parametrize(("about", "make", "words"), BAD, ids=[row[0] for row in BAD])
def test_a_study_that_does_not_fit_is_refused_with_a_reason(before, tmp_path, about, make, words):
    assert_refused(make(tmp_path), before, words)


def test_the_summary_names_examples_of_what_it_left_out(tmp_path):
    records = [*RECORDS, Record("chrUn_KI270302v1", 5, "A", "G", "0/1 0/0 0/0")]
    records += [Record("chr1", 100400, "A", "<DEL>", "0/1 0/0 0/0")]
    study = study_of(tmp_path, studies.vcf_text(list(PEOPLE), records))
    (tmp_path / "sheet.csv").write_text("sample,sex\nP1,XX\nP2,XY\np3,XX\n")
    done = studies.command("ingest", study, "--store", tmp_path / "store")
    summary = said(done.stdout)
    for example in ("chrUn_KI270302v1", "chr1:100400", "P3", "p3"):
        assert f": {example} " in summary


def test_the_program_ends_with_exit_code_2_and_one_paragraph(tmp_path):
    """Once as a process of its own; the other tests call what it calls."""
    study = _edited(tmp_path, "GRCh38", "GRCh36")
    done = studies.process("ingest", study, "--store", tmp_path / "store")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert "GRCh36" in said(done.stderr)
    assert not (tmp_path / "store" / "current").exists()


@pytest.mark.parametrize(
    "question",
    [
        ("--grouping", "etnic_group"),
        ("--region", "chr1:9-5"),
        ("--gene", "NOSUCHGENE1"),
        ("--variant", "chr1-abc"),
        ("--region", "chr1:1-100", "--by", "colour"),
        ("--region", "chr1:1-100", "--sample-set", "cousins"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(before, question):
    asked = question if question[0] != "--grouping" else ("--region", "chr1:1-9", *question)
    done = studies.command("frequencies", "--store", before, *asked, "--format", "csv")
    assert done.returncode == 2
    assert "Traceback" not in done.stdout + done.stderr
    assert question[-1] in said(done.stderr)


def test_what_is_not_a_terminal_gets_lines_and_no_bars(tmp_path):
    done = studies.command("ingest", study_of(tmp_path), "--store", tmp_path / "store")
    assert done.stderr == "wgs: read 3 records of 1 file\n"


def test_threads_are_a_whole_number_from_1(tmp_path, capfd):
    asked = ["ingest", str(study_of(tmp_path)), "--store", str(tmp_path / "store"), "--jobs", "0"]
    with pytest.raises(SystemExit, match="2"):
        main(asked)
    assert "expected a whole number from 1, got '0'" in capfd.readouterr().err


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "full"), ValueError("No space left on device")]
)
def test_a_full_disk_is_said_and_nothing_is_left_behind(tmp_path, error):
    def build() -> None:
        with publishing.new_release(tmp_path / "store") as (folder, _):
            (folder / "rows" / "half.parquet").write_bytes(b"half")
            raise error

    with pytest.raises(StoreError, match=r"written to the end \(No space left on device\)"):
        build()
    assert not (tmp_path / "store").exists()


def test_a_store_that_is_not_there_is_named(tmp_path):
    done = studies.command("frequencies", "--store", tmp_path / "nowhere", "--region", "chr1:1-9")
    assert done.returncode == 2
    assert "nowhere" in said(done.stderr)


def test_a_study_without_gene_models_is_told_how_to_have_them(tmp_path):
    printed = said(studies.ingest(study_of(tmp_path, build="GRCh37"), tmp_path / "store"))
    assert "no gene models: those that come with Straits are of GRCh38" in printed


def test_a_python_without_the_packages_is_told_where_they_are(tmp_path, capfd, monkeypatch):
    monkeypatch.setitem(sys.modules, "data_loaders.release.ingest", None)
    assert main(["ingest", str(study_of(tmp_path)), "--store", str(tmp_path / "store")]) == 2
    assert ". .venv/bin/activate" in capfd.readouterr().err
