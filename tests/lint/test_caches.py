"""Nothing is kept outside the budget of memory but what is listed here, each with its reason."""

import ast
from collections.abc import Iterator

import pytest

from tests.lint.source import PRODUCT, Source, breaches

# What ingest keeps ends with its process.
SERVED = [source for source in PRODUCT if not source.name.startswith("data_loaders/")]

# By file, what keeps something there and why it may.
OUTSIDE = {
    ("straits/store/held/budget.py", "OrderedDict"): "is the budget",
    (
        "straits/store/cohorts/open_cohorts.py",
        "OrderedDict",
    ): "definitions, without which a page would fail midway; bounded in number and in letters",
    ("demo/diplotypes.py", "cache"): "the table of the demo's star alleles, and their places",
    ("demo/transcript.py", "cached_property"): "of one gene of the demo",
    ("straits/store/opening.py", "OrderedDict"): "open releases, four at most",
    (
        "straits/store/audited/answer_log.py",
        "OrderedDict",
    ): "hashes of what was written down within the hour, 20,000 at most",
    ("straits/store/query/sql_files.py", "cache"): "the files of sql, of the one folder",
    ("straits/formulas/formula.py", "cache"): "formulas of the code, as many as it has",
    ("straits/store/released_tables.py", "lru_cache"): "names of SQL of two releases at most",
    (
        "straits/tables/verification.py",
        "lru_cache",
    ): "whether a file begins and ends as its kind does, a word for each of 65,536 files at most",
    ("straits/ui/sql/sql_editor.py", "cache"): "how the editor is drawn, once for each server",
    (
        "straits/ui/learn/kept_answers.py",
        "cache",
    ): "how answers are kept, once for each server",
    (
        "straits/ui/stories/presenter_view.py",
        "cache",
    ): "how the presenter is drawn, once for each server",
    ("straits/popgen/fisher.py", "cached_property"): "gone with the answer that it is a part of",
    ("straits/popgen/hardy_weinberg.py", "cached_property"): "gone with the answer, likewise",
}
KEEPING = {
    "OrderedDict", "WeakValueDictionary", "cache_data", "cache_resource", "cached_property",
    "lru_cache", "TTLCache", "LRUCache",
}  # fmt: skip


def kept_in(source: Source) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of whatever keeps values for later."""
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, one.name) for one in node.names if one.name in KEEPING)
        elif isinstance(node, ast.Attribute) and node.attr in KEEPING:
            yield node.lineno, node.attr
        elif isinstance(node, ast.FunctionDef):
            takes = ast.unparse(node.args)
            names = {ast.unparse(one).split("(")[0].split(".")[-1] for one in node.decorator_list}
            # Of a function that takes nothing one value is kept, of what comes with Straits.
            if "cache" in names and takes:
                yield node.lineno, "cache"
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("cache", "functools.cache"):
            yield node.lineno, "cache"


def outside_the_budget(source: Source) -> Iterator[str]:
    for line, name in kept_in(source):
        if (source.name, name) not in OUTSIDE:
            yield source.at(
                line,
                f"keeps values with {name}, outside the budget of memory; take a Cache of "
                "straits/store/held/budget.py, or list it here with the reason",
            )


def test_nothing_is_kept_outside_the_budget() -> None:
    found = breaches(outside_the_budget, SERVED)
    assert not found, "\n".join(found)


def test_each_exception_is_there() -> None:
    there = {(source.name, name) for source in SERVED for _, name in kept_in(source)}
    assert there.issuperset(OUTSIDE)


@pytest.mark.parametrize(
    "text",
    [
        "from functools import lru_cache",
        "import functools\n@functools.lru_cache(maxsize=None)\ndef f(x): ...",
        "@cache\ndef f(x): ...",
        "@functools.cache\ndef f(*xs): ...",
        "f = cache(g)",
        "@st.cache_resource(max_entries=8)\ndef f(): ...",
        "@st.cache_data\ndef f(): ...",
        "import collections\nkept = collections.OrderedDict()",
        "from cachetools import LRUCache",
    ],
)
def test_a_cache_of_its_own_is_found(text: str) -> None:
    assert breaches(outside_the_budget, [Source("straits/sample.py", text)])


def test_what_comes_with_straits_may_be_read_once() -> None:
    text = "@cache\ndef terms() -> dict[str, str]: ..."
    assert not breaches(outside_the_budget, [Source("straits/sample.py", text)])
