"""What the pages, the commands, the benchmarks and the documented examples reach of the packages.

A definition is reached when code that is reached names it: by its name within its module, by an
import, or as an attribute of a module. An import by itself reaches nothing, so that a name which is
only passed on, or only tested, is found. A method is reached when anything reads an attribute of
its name. What is shadowed counts as named: the answer errs towards reached.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from tests.lint.source import PACKAGES, Source

# A module and a name in it; "" stands for what the module does when it is imported.
Name = tuple[str, str]
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
WHOLE = ""


@dataclass
class Module:
    """One file: what each of its names is bound to, and what it borrows from others."""

    source: Source
    name: str
    bound: dict[str, list[ast.stmt]] = field(default_factory=lambda: defaultdict(list))
    does: list[ast.stmt] = field(default_factory=list)

    def __post_init__(self) -> None:
        for statement in _flat(self.source.tree.body):
            names = list(_names_bound(statement))
            for name in names:
                self.bound[name].append(statement)
            if not names and not isinstance(statement, ast.Import | ast.ImportFrom):
                self.does.append(statement)

    @cached_property
    def asked(self) -> set[str]:
        """The names of all attributes that the file reads of anything."""
        return {node.attr for node in self.source.nodes if isinstance(node, ast.Attribute)}

    @cached_property
    def borrowed(self) -> dict[str, Name]:
        """The module and name that each imported name stands for, wherever it is imported."""
        found: dict[str, Name] = {}
        for node in self.source.nodes:
            if isinstance(node, ast.Import):
                for each in node.names:
                    module = each.name if each.asname else each.name.split(".")[0]
                    found[each.asname or module] = module, WHOLE
            elif isinstance(node, ast.ImportFrom):
                for each in node.names:
                    found[each.asname or each.name] = node.module or "", each.name
        return found

    @cached_property
    def is_command(self) -> bool:
        return self.name.endswith("__main__") or any(
            isinstance(node, ast.If) and "__main__" in ast.unparse(node.test)
            for node in self.source.tree.body
        )


class Tree:
    """The definitions of the packages and who names whom."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.modules = {name: Module(each, name) for each in sources for name in [each.module]}

    def unreached(self, roots: Iterable[str]) -> list[tuple[Source, int, str]]:
        """Return file, line and name of each definition of the packages that no root reaches."""
        reached = self._reached(roots)
        attributes = set().union(*(module.asked for module in self.modules.values()))
        found = []
        for module in self.modules.values():
            if module.name.split(".")[0] not in PACKAGES:
                continue
            for name, statements in module.bound.items():
                if (module.name, name) not in reached and not re.fullmatch("__.*__", name):
                    found.append((module.source, statements[0].lineno, name))
                else:
                    found += _unread_methods(module.source, statements[0], attributes)
        return sorted(found, key=lambda each: (each[0].name, each[1]))

    def _reached(self, roots: Iterable[str]) -> set[Name]:
        commands = {module.name for module in self.modules.values() if module.is_command}
        waiting = [(name, each) for name in {*roots, *commands} for each in self._all_of(name)]
        reached: set[Name] = set()
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += self._named_by(*name)
        return reached

    def _all_of(self, module: str) -> Iterator[str]:
        yield from (*self.modules[module].bound, WHOLE)

    def _named_by(self, module: str, name: str) -> Iterator[Name]:
        here = self.modules[module]
        yield module, WHOLE
        for statement in here.does if name == WHOLE else here.bound[name]:
            nodes = list(ast.walk(statement))
            owners = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
            for node in nodes:
                if isinstance(node, ast.Attribute):
                    yield from self._meant(here, ast.unparse(node))
                elif isinstance(node, ast.Name) and id(node) not in owners:
                    for meant in self._meant(here, node.id):
                        yield meant
                        # A module that is handed on is asked for any attribute of this file.
                        if meant[1] == WHOLE:
                            yield from self._asked_of(meant[0], here)
                elif isinstance(node, ast.Constant) and node.value in self.modules:
                    yield from self._asked_of(node.value, here)

    def _asked_of(self, module: str, here: Module) -> Iterator[Name]:
        yield module, WHOLE
        yield from ((module, name) for name in here.asked & self.modules[module].bound.keys())

    def _meant(self, here: Module, dotted: str) -> Iterator[Name]:
        """Yield the definitions of ours on the way of a dotted name that a module writes."""
        module, name = here.name, ""
        for part in dotted.split("."):
            owner = self.modules[module]
            if part in owner.bound:
                yield module, part
                return
            module, name = self._followed(*owner.borrowed.get(part, (module, part)))
            if module not in self.modules:
                return
            yield module, name
            if name != WHOLE:
                return

    def _followed(self, module: str, name: str) -> Name:
        """Return where a name is bound, however often it is passed on; a module as its whole."""
        while name != WHOLE:
            owner = self.modules.get(module)
            if owner is not None and name in owner.bound:
                break
            passed_on = owner.borrowed.get(name) if owner is not None else None
            if passed_on is None or passed_on == (module, name):
                return f"{module}.{name}", WHOLE
            module, name = passed_on
        return module, name


def _flat(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a module, those under `if` and `try` included."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If | ast.Try):
            yield from _flat([*statement.body, *statement.orelse])


def _names_bound(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, Scope):
        yield statement.name
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            yield from (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def _unread_methods(
    source: Source, statement: ast.stmt, attributes: set[str]
) -> Iterator[tuple[Source, int, str]]:
    if not isinstance(statement, ast.ClassDef):
        return
    for node in statement.body:
        if not isinstance(node, ast.FunctionDef) or re.fullmatch("__.*__", node.name):
            continue
        # Called by the library that decorates them, such as a validator of a model.
        decorators = {ast.unparse(each).split("(")[0] for each in node.decorator_list}
        called = decorators - {"property", "cached_property", "staticmethod", "classmethod"}
        if not called and node.name not in attributes:
            yield source, node.lineno, f"{statement.name}.{node.name}"
