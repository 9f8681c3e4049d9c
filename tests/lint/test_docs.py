"""The documents say what is so."""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from data_loaders.study import study_reading
from straits import queries
from tests.lint.source import PRODUCT, ROOT, Source, breaches, sources

DOCUMENTS = sources("*.md", "docs/**/*.md", "sql/*.md")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
COMMAND = re.compile(r"python -m straits (\w+)")
CITED_FILE = re.compile(
    r"(?<![\w/.<])((?:docs|sql|tests|straits|data_loaders|pages|benchmarks|demo|tools)/[\w/.-]+"
    r"(?:\.(?:md|py|sql|ya?ml|csv)\b|/(?=[`\s,;:)])))"
)
CITED_DOCUMENT = re.compile(r"(?<![\w/.*-])([A-Za-z]\w*\.md)\b")
CITED_SECTION = re.compile(r"\bsee \"([A-Z][^\"\n]+)\"")
CITED_QUESTION = re.compile(r"(?<![\w./])queries\.(\w+(?:\.\w+)?)")
TARGET = re.compile(r"\bmake ([a-z][a-z-]*)\b")


def found_in(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield the line and the first group of each place where a pattern is found."""
    for found in pattern.finditer(text):
        yield 1 + text[: found.start()].count("\n"), found[1]


def code_of(document: Source) -> str:
    """Return what a document sets in code, where alone a command is a command; lines as before."""
    parts = re.split(r"(```.*?```|`[^`\n]+`)", document.text, flags=re.DOTALL)
    prose, code = parts[::2], parts[1::2]
    kept = zip(("\n" * text.count("\n") for text in prose), [*code, ""], strict=True)
    return "".join(between + text for between, text in kept)


@cache
def commands() -> frozenset[str]:
    """Return the commands that `python -m straits --help` lists, each four spaces in."""
    listed = re.findall(r"^    ([a-z]\w*)\b", help_of(), re.MULTILINE)
    assert listed, f"expected commands, got {help_of()!r}"
    return frozenset(listed)


def help_of(*command: str) -> str:
    arguments = [sys.executable, "-m", "straits", *command, "--help"]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_link_to_a_file_leads_to_one() -> None:
    dead = [
        f"{document.name}:{line} links to {link}, which is not there"
        for document in DOCUMENTS
        for line, link in found_in(document.text, LINK)
        if not re.match(r"[a-z]+:", link)
        if not (ROOT / document.name).parent.joinpath(link).exists()
    ]
    assert dead == []


def test_every_command_is_documented_in_the_readme_and_has_help() -> None:
    readme = (ROOT / "README.md").read_text()
    for command in commands():
        assert f"python -m straits {command}" in readme, f"README.md does not name {command!r}"
        assert len(help_of(command).splitlines()) > 3


def test_a_command_that_a_document_names_exists() -> None:
    unknown = [
        f"{document.name}:{line} names the command {name!r}, which is none"
        for document in DOCUMENTS
        for line, name in found_in(code_of(document), COMMAND)
        if name not in commands()
    ]
    assert unknown == []


def test_a_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    unknown = [
        f"{document.name}:{line} names make {name}, which is no target"
        for document in DOCUMENTS
        for line, name in found_in(code_of(document), TARGET)
        if name not in targets
    ]
    assert unknown == []


def test_the_changelog_has_an_unreleased_section_and_one_for_the_version() -> None:
    version = re.search(r'__version__ = "(.+)"', (ROOT / "straits" / "__init__.py").read_text())
    changelog = (ROOT / "CHANGELOG.md").read_text()
    assert version is not None
    assert f"## [{version[1]}]" in changelog or "## [Unreleased]" in changelog
    assert f"version: {version[1]}" in (ROOT / "CITATION.cff").read_text()


def test_every_pin_of_the_requirements_is_the_pin_of_the_constraints() -> None:
    constraints = (ROOT / "constraints.txt").read_text().lower().splitlines()
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text().lower().splitlines()
        pins = [line for line in lines if line and not line.startswith(("#", "-"))]
        loose = [pin for pin in pins if pin not in constraints]
        assert not loose, f"{name} pins {loose[0]}, and constraints.txt does not; run make lock"


def test_the_study_file_of_the_readme_is_one(tmp_path: Path) -> None:
    found = re.search(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert found is not None
    assert len(found[1].splitlines()) <= 12
    (tmp_path / "study.yaml").write_text(found[1])
    named = ("north.tsv", "south.csv", "north.bed", "south.bed", "north/1.vcf.gz", "south/1.bcf")
    for name in named:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    read = study_reading.read_study(tmp_path / "study.yaml")
    assert [site.country for site in read.sites] == ["DK", "SG"]
    assert read.profile == "inside"


def missing_citation(source: Source) -> Iterator[str]:
    """A file named by its path, a document by its name beside the text or at the top, a section."""
    for line, path in found_in(source.text, CITED_FILE):
        # A name with a stand-in, as sql/views/<name>.sql, is of no one file.
        if not (ROOT / path).exists():
            yield source.at(line, f"cites {path}, which is not there")
    for line, name in found_in(source.text, CITED_DOCUMENT):
        if not any((folder / name).exists() for folder in (ROOT, (ROOT / source.name).parent)):
            yield source.at(line, f"cites {name}, which is not there")
    for line, title in found_in(source.text, CITED_SECTION):
        if title not in headings():
            yield source.at(line, f"cites {title!r}, which is a heading of no document")


@cache
def headings() -> frozenset[str]:
    lines = [line for document in DOCUMENTS for line in document.text.splitlines()]
    return frozenset(line.lstrip("#").strip() for line in lines if line.startswith("#"))


def test_what_code_and_documents_cite_is_there() -> None:
    cited_in = [*PRODUCT, *sources("sql/**/*.sql", "data_loaders/**/*.yaml", "Makefile")]
    found = breaches(missing_citation, [*DOCUMENTS, *cited_in])
    assert found == [], "\n".join(found)


def unknown_question(source: Source) -> Iterator[str]:
    """A question by its subject, in a docstring as in code: queries.gene.exons."""
    for line, name in found_in(source.text, CITED_QUESTION):
        subject, _, question = name.partition(".")
        face = getattr(queries, subject, None)
        if face is None or (question and not hasattr(face, question)):
            yield source.at(line, f"names queries.{name}, which is no question")


def test_a_question_that_code_names_is_one_of_its_subject() -> None:
    assert breaches(unknown_question, [*DOCUMENTS, *PRODUCT, *sources("pages/*.py")]) == []


@pytest.mark.parametrize("text", ["As of queries.exons.", "As of `queries.gene.gene_tests`."])
def test_a_question_by_another_name_is_found(text: str) -> None:
    assert len(breaches(unknown_question, [Source("straits/sample.py", text)])) == 1


@pytest.mark.parametrize(
    "text",
    [
        "the keys are in docs/keys.md",
        "`straits/tables.py` holds them",
        "`data_loaders/harmonise/phenotypes.yaml` holds them",
        "the pages stand in `straits/pages/`, each by itself",
        "see the table in TABLES.md",
        'Apply the rules; see "From GT to counts".',
    ],
)
def test_a_citation_of_what_is_not_there_is_found(text: str) -> None:
    assert len(breaches(missing_citation, [Source("straits/sample.py", text)])) == 1
