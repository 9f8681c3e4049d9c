"""The files of the repository as the rules of the tree read them, and what breaks a rule."""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("straits", "data_loaders", "demo", "tools")


@dataclass(frozen=True)
class Source:
    """A file of code: its name from the top of the repository, and its text."""

    name: str
    text: str

    @property
    def module(self) -> str:
        """The dotted name under which the file is imported."""
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=self.name)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def calls(self) -> list[ast.Call]:
        return [node for node in self.nodes if isinstance(node, ast.Call)]

    @cached_property
    def imports(self) -> list[tuple[int, str]]:
        """The line and dotted name of all that the file imports, `from a import b` as a.b."""
        return list(_imports(self.nodes))

    def at(self, line: int, reason: str) -> str:
        """Return a breach as it is told: where it is, and why it is one."""
        return f"{self.name}:{line} {reason}"


# Yields each breach of one rule in a file, written with `Source.at`.
Rule = Callable[[Source], Iterator[str]]


def breaches(rule: Rule, sources: Iterable[Source]) -> list[str]:
    """Return every breach of a rule, with file, line and reason, in the order of the files."""
    return [breach for source in sources for breach in rule(source)]


def sources(*patterns: str) -> list[Source]:
    """Return the files that patterns below the top of the repository match, by name.

    Raises AssertionError where a pattern matches none: a rule over no files would always hold.
    """
    found: set[Path] = set()
    for pattern in patterns:
        matched = set(ROOT.glob(pattern))
        assert matched, f"no file is called {pattern}"
        found |= matched
    return [Source(path.relative_to(ROOT).as_posix(), path.read_text()) for path in sorted(found)]


def _imports(nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


PAGES = sources("pages/*.py")
PRODUCT = sources("dashboard.py", "pages/*.py", *(f"{package}/**/*.py" for package in PACKAGES))
# Not what lies in a hidden folder, such as the environment that the benchmarks make.
EVERYTHING = [
    *PRODUCT,
    *sources("tests/**/*.py", "benchmarks/*.py"),
    *sources("benchmarks/[!.]*/**/*.py"),
]
