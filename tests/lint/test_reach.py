"""Nothing lies in the packages that no page, no command and no benchmark reaches."""

import re

import pytest

from tests.lint.reach import Tree
from tests.lint.source import PRODUCT, ROOT, Source, sources

# What is reached only from outside of the program, each with its reason.
OUTSIDE = {
    "straits.cohorts.json_form.schema": "makes schema.json, which docs/cohorts.md publishes",
    # What a notebook has: `straits.open`, which docs and README show.
    "straits.workbench.notebook.open_notebook": "is straits.open",
    "straits.workbench.notebook.Notebook": "is what that returns",
    # Checked against other programs; the compiled sums of straits.comparison are held to them.
    "straits.popgen.fst.fst_matrix": "F_ST of every pair of groups, plainly",
    "straits.popgen.fst.ratio_of_averages": "F_ST over many alleles, plainly",
    "straits.popgen.spectrum.chance_of_being_seen": "projection to a smaller sample, plainly",
    "straits.popgen.spectrum.shared_alleles": "alleles of combinations of groups, plainly",
    "straits.popgen.spectrum._combinations": "what that is made of",
    "straits.popgen.spectrum._AT_ONCE": "what that is made of",
    "straits.ui.stories.page_drawing._Ends.request_stop": "Streamlit calls it to end a page",
    "straits.ui.stories.page_drawing._Ends.request_rerun": "Streamlit calls it to run a page anew",
    "straits.exports.row_streams._Sink.writable": "pyarrow asks it before it writes",
}
# Run by Streamlit as a script.
SHELL = "straits.shell"
READERS = [*PRODUCT, *sources("benchmarks/*.py", "benchmarks/peers/*.py")]


def roots(tree: Tree) -> list[str]:
    """Return the modules that are run by themselves, and those that call the others to measure."""
    folders = ("dashboard", "pages", "benchmarks")
    return [name for name in tree.modules if name.split(".")[0] in folders or name == SHELL]


def unreached(files: list[Source]) -> dict[str, str]:
    """Return the place of each definition that nothing reaches, by its dotted name."""
    tree = Tree(files)
    return {
        f"{source.module}.{name}": f"{source.name}:{line}"
        for source, line, name in tree.unreached(roots(tree))
    }


def test_every_definition_is_reached_or_listed_with_its_reason() -> None:
    breaches = [
        f"{place} {name} is reached by no page, command or benchmark: delete it with its tests"
        for name, place in unreached(READERS).items()
        if name not in OUTSIDE
    ]
    assert breaches == [], "\n".join(breaches)


def test_what_is_listed_is_there_and_reached_by_nobody() -> None:
    stale = sorted(OUTSIDE.keys() - unreached(READERS).keys())
    assert stale == []


def test_every_query_file_is_asked_by_its_name() -> None:
    written = {text for source in READERS for text in re.findall(r"[\"'](\w+)[\"']", source.text)}
    names = [path.stem for path in sorted((ROOT / "sql" / "queries").glob("**/*.sql"))]
    unasked = [f"sql/queries/{name}.sql" for name in names if name not in written]
    assert unasked == []


PAGE = Source("pages/gene.py", "from straits import queries\nqueries.gene()\n")
PASSED_ON = Source(
    "straits/queries/__init__.py", "from straits.queries.gene.gene_models import gene, other\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def gene(): pass\ndef other(): pass", ["other"]),
        ("def gene(): return _used()\ndef _used(): pass\ndef other(): other()", ["other"]),
        ("def gene(): pass\ndef other(): return _used()\ndef _used(): pass", ["other", "_used"]),
        ("A = 1\nif A:\n    B = A\nC = B\ndef gene(): pass", ["C"]),
        ("class Gene:\n    def name(self): pass\ndef gene(): return Gene()", ["Gene.name"]),
        ("class Gene:\n    def name(self): pass\ndef gene(): return Gene().name()", []),
    ],
    ids=["passed on", "names itself", "by what is unreached", "under if", "a method", "read"],
)
def test_what_only_an_import_names_is_found(text: str, expected: list[str]) -> None:
    found = unreached([PAGE, PASSED_ON, Source("straits/queries/gene/gene_models.py", text)])
    assert list(found) == [f"straits.queries.gene.gene_models.{name}" for name in expected]


def test_what_is_asked_of_a_module_handed_on_is_reached() -> None:
    text = "from straits import a, b\nTABLES = [part.TABLE for part in (a, b)]\n"
    files = [Source("pages/gene.py", text)]
    files += [Source(f"straits/{name}.py", "TABLE = 1\nOTHER = 2\n") for name in "ab"]
    files.append(Source("straits/__init__.py", ""))
    assert list(unreached(files)) == ["straits.a.OTHER", "straits.b.OTHER"]
