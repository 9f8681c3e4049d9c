"""Which tests are quick: those that read no study, open no page and start no program.

A test is as slow as what its module uses, and the modules of the tests that it uses in turn; so the
marker needs no list, and a file that begins to ingest is quick no longer.
"""

import importlib
from functools import cache
from types import ModuleType

# Reading a study, opening a page, starting another program.
SLOW = {
    "data_loaders.release.ingest",
    "straits.__main__",
    "streamlit.testing.v1.app_test",
    "subprocess",
}


@cache
def is_slow(name: str) -> bool:
    """Tell whether a module is one of SLOW, or one of the tests that uses such a module."""
    if name in SLOW:
        return True
    if not name.startswith("tests."):
        return False
    module = importlib.import_module(name)
    return any(is_slow(used) for used in _used_by(module) - {name})


def _used_by(module: ModuleType) -> set[str]:
    """Return the names of the modules that a module's names are, or come from."""
    return {
        value.__name__ if isinstance(value, ModuleType) else str(getattr(value, "__module__", ""))
        for value in vars(module).values()
    }
