"""The rule against freezing: no Python function is called from within Polars or DuckDB.

A thread of Polars that calls one waits for the interpreter's lock, while the thread that holds the
lock waits for that thread: nothing of the process ever runs again. `make check` runs this file.
"""

import ast
import sys
from collections.abc import Iterator

from tests.lint.source import PRODUCT, Source, breaches

# Methods and functions that take a Python function to call later, whoever they are asked of.
CALL_BACK = {
    "collect_async", "create_function", "cum_fold", "cum_reduce", "defer", "map_batches",
    "map_columns", "map_elements", "map_fields", "map_groups", "map_rows", "pipe_with_dtype",
    "pipe_with_schema", "register_filesystem", "register_io_source", "rolling_map",
    "scan_pyarrow_dataset", "sink_batches",
}  # fmt: skip
# Names that others use too: of these only what belongs to Polars calls back.
OF_POLARS = {"fold", "reduce"}
# Arguments that are such a function.
ARGUMENTS = {"credential_provider", "file_path_provider", "with_column_names"}
# Holds the lock of a frame while it lets go of the interpreter's.
HOLDS_ITS_FRAME = {"write_json"}

# What the rule finds and what is yet right, each with its reason; one that is not found is wrong.
EXCEPTIONS = {
    ("straits/store/query/running.py", "register"): "an Arrow table, read by DuckDB's own code",
    ("straits/commands/printing.py", "write_json"): "a command has one thread",
}

REASON = (
    "can freeze the whole server beside another reader; "
    "use expressions, replace_strict, or lists outside the frame"
)


def callback(source: Source) -> Iterator[str]:
    """Yield each place where Polars or DuckDB is given a Python function or object to call."""
    for line, name in found(source):
        if (source.name, name) not in EXCEPTIONS:
            yield source.at(line, f"uses {name}, which {REASON}")


def found(source: Source) -> Iterator[tuple[int, str]]:
    """Yield line and name of each such place, exceptions included."""
    origins = _origins(source)
    modules = {origin.split(".")[0] for origin in origins.values()}
    if not modules & {"polars", "duckdb"}:
        # A frame may come from elsewhere, but its methods have the names that nobody else uses.
        origins = {}
    for node in source.nodes:
        if isinstance(node, ast.Attribute):
            if node.attr in CALL_BACK | HOLDS_ITS_FRAME or _is_from(node, origins, modules):
                yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("polars"):
            for alias in node.names:
                if alias.name in CALL_BACK | OF_POLARS:
                    yield node.lineno, alias.name
        elif isinstance(node, ast.Call):
            yield from _given(node, source)


def _origins(source: Source) -> dict[str, str]:
    """Return what each imported name stands for, as a dotted name."""
    names: dict[str, str] = {}
    for node in source.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = alias.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _is_from(node: ast.Attribute, origins: dict[str, str], modules: set[str]) -> bool:
    """Tell whether an attribute whose name others use too is Polars' or DuckDB's."""
    whose = node.value
    if node.attr in OF_POLARS:
        named = isinstance(whose, ast.Name) and origins.get(whose.id, "").split(".")[0]
        # A frame is folded by a method; numpy's functions are reduced by one.
        return named == "polars" or (node.attr == "fold" and "polars" in modules)
    if node.attr in {"map", "register"} and "duckdb" in modules:
        return True
    if node.attr == "inspect" and "polars" in modules:
        return not isinstance(whose, ast.Name) or whose.id not in origins
    return node.attr == "map" and isinstance(whose, ast.Attribute) and whose.attr == "name"


def _given(call: ast.Call, source: Source) -> Iterator[tuple[int, str]]:
    """Yield functions that are given to `rename`, and arguments that are always functions."""
    for keyword in call.keywords:
        if keyword.arg in ARGUMENTS:
            yield call.lineno, keyword.arg
    if isinstance(call.func, ast.Attribute):
        if call.func.attr == "rename" and any(_is_function(one, source) for one in call.args):
            yield call.lineno, "rename"
    elif isinstance(call.func, ast.Name) and call.func.id == "getattr":
        for one in call.args[1:2]:
            if isinstance(one, ast.Constant) and one.value in CALL_BACK | HOLDS_ITS_FRAME:
                yield call.lineno, str(one.value)


def _is_function(node: ast.AST, source: Source) -> bool:
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name) and node.value.id == "str"
    defined = {one.name for one in source.nodes if isinstance(one, ast.FunctionDef)}
    return isinstance(node, ast.Lambda) or (isinstance(node, ast.Name) and node.id in defined)


if __name__ == "__main__":
    broken = breaches(callback, PRODUCT)
    print("\n".join(broken) or "Nothing is called from within Polars or DuckDB.")
    sys.exit(bool(broken))
