"""Folders are chapters: each can be read at a glance, and none leads back to itself."""

from collections import Counter
from graphlib import CycleError, TopologicalSorter
from pathlib import PurePath

import pytest

from tests.lint.source import Source, sources

MOST_MODULES = 20
# Folders whose modules are chapters of one thing, with the reason.
LARGER = {
    "demo": "one study, a module for each kind of file that it writes",
}
# Names that say a place and not a thing, and the pages, which are named as their addresses are.
NOT_NAMES = {"__init__", "__main__", "conftest"}

PRODUCT = sources("straits/**/*.py", "data_loaders/**/*.py", "demo/**/*.py", "tools/**/*.py")
ALL = [*PRODUCT, *sources("tests/**/*.py", "benchmarks/*.py")]


def folder(source: Source) -> str:
    return PurePath(source.name).parent.as_posix()


def arrows(files: list[Source]) -> dict[str, set[str]]:
    """Return, of each folder, the folders that its modules import from; not those around it."""
    modules = {source.module: source for source in files}
    found: dict[str, set[str]] = {}
    for source in files:
        if PurePath(source.name).stem in ("__init__", "__main__"):
            continue  # the face of a folder names what is in it, and the command line both sides
        for _, name in source.imports:
            target = modules.get(name) or modules.get(name.rpartition(".")[0])
            if target is not None and PurePath(target.name).stem != "__init__":
                found.setdefault(folder(source), set()).add(folder(target))
    return {here: there - {here} for here, there in found.items()}


def test_no_folder_holds_more_modules_than_can_be_read_at_a_glance() -> None:
    counts = Counter(folder(source) for source in PRODUCT)
    assert {name for name, n in counts.items() if n > MOST_MODULES + 1} <= set(LARGER)
    assert {name for name in LARGER if counts[name] <= MOST_MODULES + 1} == set()


def test_no_circle_leads_from_a_folder_back_to_it() -> None:
    inner = {
        here: {name for name in there if not here.startswith(f"{name}/")}
        for here, there in arrows(PRODUCT).items()
    }
    TopologicalSorter(inner).prepare()


def test_a_circle_between_folders_is_found() -> None:
    first = Source("straits/a/one.py", "from straits.b import two\n")
    second = Source("straits/b/two.py", "import straits.a.one\n")
    with pytest.raises(CycleError):
        TopologicalSorter(arrows([first, second])).prepare()


def test_one_name_of_a_module_means_one_thing() -> None:
    names = Counter(PurePath(source.name).stem for source in ALL)
    assert {name for name, n in names.items() if n > 1} - NOT_NAMES == set()
