"""Files of a site cannot stop an ingest, nor make it tell of other files of the machine."""

import gzip
import os
import re
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from data_loaders.people import unpacking
from data_loaders.study import allowed_files, located_yaml
from data_loaders.vcf.bgzf import blocks
from straits.errors import InputError, StudyError
from tests.builders import studies
from tests.builders.refusals import GOOD, HEADER, PEOPLE, said, study_of
from tests.lint.source import ROOT

SECONDS, BYTES = 60, 2 << 30
# The first line of any file that a study might name instead of its own.
CANARY = "canary:x:0:0:secret"


def _aliases(levels: int) -> str:
    lines = ["a0: &a0 [" + ", ".join(["x"] * 9) + "]"]
    for level in range(1, levels):
        lines.append(f"a{level}: &a{level} [" + ", ".join([f"*a{level - 1}"] * 9) + "]")
    return "\n".join(lines) + "\n"


def _alternates(folder: Path) -> Path:
    alts = ",".join("A" + "C" * 7 + format(number, "b").translate({48: "G", 49: "T"})
                    for number in range(50_000))  # fmt: skip
    record = "\t".join(["chr1", "100", ".", "A", alts, ".", "PASS", ".", "GT", "0/1", "0/0", "./."])
    return study_of(folder, HEADER + record + "\n")


def _numbers(folder: Path) -> Path:
    text = HEADER.replace('Description="Genotype">', 'Description="Genotype",IDX=1500000000>')
    packed = text.encode() + b"\0"
    whole = gzip.compress(b"BCF\x02\x02" + len(packed).to_bytes(4, "little") + packed)
    return study_of(folder, whole, "calls.bcf")


def _sheet(folder: Path, name: str) -> Path:
    study_of(folder)
    return studies.one_call_set(folder, ["calls.vcf"], PEOPLE, samples={"file": name})


def _workbook(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "sheet.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        with book.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(100):
                part.write(b"<row/>" * 175_000)
    return _sheet(folder, "sheet.xlsx")


def _packed(folder: Path) -> Path:
    with gzip.open(folder / "sheet.csv.gz", "wb") as sheet:
        sheet.write(b"sample,sex\n")
        for _ in range(100):
            sheet.write(b"P1,XX\n" * 175_000)
    return _sheet(folder, "sheet.csv.gz")


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.csv")
    return _sheet(folder, "pipe.csv")


def _pipe_of_calls(folder: Path) -> Path:
    study_of(folder)
    os.mkfifo(folder / "pipe.vcf")
    return studies.one_call_set(folder, ["pipe.vcf"], PEOPLE)


def _elsewhere(folder: Path) -> Path:
    """A file beside the folder of the study, whose first line is nobody's business."""
    secret = folder.parent / f"{folder.name}-secret"
    secret.write_text(f"{CANARY}\nmore\n")
    return secret


def _named(folder: Path) -> Path:
    return _sheet(folder, str(_elsewhere(folder)))


def _linked(folder: Path) -> Path:
    (folder / "linked.csv").symlink_to(_elsewhere(folder))
    return _sheet(folder, "linked.csv")


def _mapped(folder: Path) -> Path:
    """A file within the study's folder that is not what it is named as."""
    (folder / "mapping.yaml").write_text(f"{CANARY}\n'x: [\n")
    study_of(folder)
    study = studies.one_call_set(folder, ["calls.vcf"], PEOPLE)
    text = study.read_text().replace("- id: here", "- id: here\n  phenotypes: mapping.yaml")
    study.write_text(text)
    return study


def _everything(folder: Path) -> Path:
    study_of(folder)
    return studies.one_call_set(folder, ["/**/*.vcf"], PEOPLE)


def _yaml(text: str) -> Callable[[Path], Path]:
    def written(folder: Path) -> Path:
        (folder / "study.yaml").write_text(text)
        return folder / "study.yaml"

    return written


FILES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "aliases": (_yaml(_aliases(12)), "has more than 100,000 values"),
    "nesting": (_yaml("a: " + "[" * 2000 + "]" * 2000), "within one another"),
    "alternates": (_alternates, "more than 1,000 alternate alleles"),
    "numbers": (_numbers, "1,500,000,000 .IDX."),
    "workbook": (_workbook, "packed more than 200 to 1"),
    "packed": (_packed, "packed more than 200 to 1"),
    "pipe": (_pipe, "no regular file"),
    "pipe of calls": (_pipe_of_calls, "no regular file"),
    "endless": (lambda folder: _sheet(folder, "/dev/zero"), "lies outside of"),
    "named": (_named, "lies outside of .*--files-from"),
    "linked": (_linked, "lies outside of .*--files-from"),
    "mapping": (_mapped, "is not YAML|expected"),
    "everything": (_everything, "lies outside of"),
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_refused_with_a_sentence_that_quotes_nothing(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    write, words = FILES[name]
    study = write(folder)
    asked = ("ingest", study, "--store", tmp_path / "store", "--files-from", folder)
    done = studies.command(*asked)
    message = said(done.stderr)
    assert done.returncode == 2, done.stdout + message
    assert re.search(words, message), message
    assert "Traceback" not in message
    assert "secret" not in message.replace("study-secret", "")
    assert len(message) < 1500
    assert not (tmp_path / "store" / "current").exists()


@pytest.mark.long
@pytest.mark.parametrize("name", FILES)
def test_it_takes_a_minute_and_two_gigabytes_at_most(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    study = FILES[name][0](folder)
    asked = ["ingest", str(study), "--store", str(tmp_path / "store")]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    done = subprocess.run(
        [sys.executable, "-m", "straits", *asked],
        cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) << 10 < BYTES


def test_without_the_limits_they_go_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: each limit is what refuses, in a size that can be waited for."""
    small = _yaml(_aliases(6))(tmp_path)
    with pytest.raises(StudyError, match="has more than"):
        located_yaml.read_yaml(small)
    monkeypatch.setattr(located_yaml, "MOST_VALUES", 10**9)
    assert len(located_yaml.read_yaml(small).lines) > 500_000
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sheet.xml", b" " * (65 << 20))
    with pytest.raises(InputError, match="200 to 1"):
        unpacking.check_zip(tmp_path / "bomb.xlsx")
    monkeypatch.setattr(blocks, "MOST_RATIO", 10**9)
    unpacking.check_zip(tmp_path / "bomb.xlsx")


def test_a_part_that_lies_about_its_length_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("a", b" " * (65 << 20))
    told = (65 << 20).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(told, (10).to_bytes(4, "little")))
    with pytest.raises(InputError, match="200 to 1"):
        unpacking.check_zip(path)


def test_a_study_names_what_the_custodian_allows(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    (tmp_path / "sheet.csv").write_text("sample,sex\nP1,XX\nP2,XY\nP3,XX\n")
    study = _sheet(folder, str(tmp_path / "sheet.csv"))
    asked = ("ingest", study, "--store", tmp_path / "store", "--files-from")
    assert studies.command(*asked, folder).returncode == 2
    assert studies.command(*asked, tmp_path).returncode == 0


def test_what_a_link_leads_to_counts(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "file").write_text(GOOD)
    (inside / "link").symlink_to(outside / "file")
    with allowed_files.within(inside), pytest.raises(ValueError, match="lies outside"):
        allowed_files.check(inside / "link")
    with allowed_files.within(inside, outside):
        assert allowed_files.check(inside / "link") == inside / "link"


def test_a_process_that_breaks_is_told_in_a_sentence(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    asked = ("ingest", study, "--store", tmp_path / "store")
    # With so little a library ends it by itself, or by a signal, or Python is told: by chance.
    for most in ("60MB", "90MB"):
        done = studies.process(*asked, "--memory", most)
        assert done.returncode == 2, done.stderr
        assert "The files could not be read." in done.stderr
        assert "Traceback" not in done.stderr
    assert studies.process(*asked, "--memory", "8GB").returncode == 0
