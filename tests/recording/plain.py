"""What is said, without what differs from one time to the next though it says the same."""

import hashlib
import io
import json
import math
import re
from collections.abc import Iterable
from typing import Any

import polars as pl
import pyarrow as pa

# Longer tables are compared by a checksum beyond so many rows.
MOST_ROWS = 300

# Sums are made in parts, by several threads, so that their last digits differ.
_DIGITS = 9

_LONG_NUMBER = re.compile(r"(?<![\w.])\d+\.\d{6,}(?:e[-+]?\d+)?(?![\w.])")

# Names that libraries count up or make of the moment, and places of this machine.
_PASSING = (
    (re.compile(r"\b\d{8}-\d{6}-[0-9a-f]{4}\b"), "<release>"),
    (re.compile(r"/(?:tmp|var/folders)/[^\s'\"`),]*"), "<path>"),
    (re.compile(r"\bCounting for [\d.]+ s\b"), "Counting for <seconds>"),
)
# Of the fields of an element, those that name it or tell where in the code it was made.
_NAMES = {
    "id", "form_id", "fragment_id", "element_id", "stack_trace", "page_script_hash",
    "deferred_file_id", "url", "set_value",
}  # fmt: skip
_COUNTED_UP = re.compile(r"\b(param|view|concat|layer|name|data)[_-](\d+|[0-9a-f]{32})\b")


def text(said: str, places: Iterable[tuple[str, str]] = ()) -> str:
    """Return a text with its releases, paths and seconds replaced, numbers to digits that stay.

    places
        Folders of this machine, and what stands for them.
    """
    for folder, name in places:
        said = said.replace(folder, name)
    for pattern, name in _PASSING:
        said = pattern.sub(name, said)
    return _LONG_NUMBER.sub(lambda number: f"{float(number[0]):.{_DIGITS}g}", said)


def value(found: Any) -> Any:
    """Return what JSON can hold of a value, numbers to the digits that do not vary."""
    if isinstance(found, bool) or found is None or isinstance(found, int):
        return found
    if isinstance(found, float):
        return f"{found:.{_DIGITS}g}" if math.isfinite(found) else str(found)
    if isinstance(found, str):
        return text(found)
    if isinstance(found, bytes):
        return f"bytes {hashlib.sha256(found).hexdigest()[:16]}"
    if isinstance(found, dict):
        return {str(name): value(part) for name, part in found.items()}
    if isinstance(found, (list, tuple)):
        return [value(part) for part in found]
    return text(str(found))


def table(frame: pl.DataFrame, is_ordered: bool = True) -> dict[str, Any]:
    """Return the columns of a frame with their types, and its rows as lines of JSON.

    is_ordered
        Whether the order of the rows is part of what is said; they are sorted where it is not.
    """
    rows = [json.dumps(value(row), ensure_ascii=False) for row in frame.iter_rows()]
    if not is_ordered:
        rows.sort()
    columns = [f"{name} {kind}" for name, kind in frame.schema.items()]
    return {"columns": columns, "n_rows": len(rows), **lines(rows, "rows")}


def lines(said: list[str], name: str = "lines") -> dict[str, Any]:
    """Return lines as they are as far as MOST_ROWS, and a checksum of the rest."""
    kept: dict[str, Any] = {name: said[:MOST_ROWS]}
    if len(said) > MOST_ROWS:
        rest = "\n".join(said[MOST_ROWS:]).encode()
        kept["rest"] = f"{len(said) - MOST_ROWS} more, {hashlib.sha256(rest).hexdigest()[:16]}"
    return kept


def message(proto: Any) -> dict[str, Any]:
    """Return the fields of an element that Streamlit sends, by name."""
    found: dict[str, Any] = {}
    for field, content in proto.ListFields():
        if field.name in _NAMES:
            continue
        # A map has keys; a repeated field is a list of messages or of values.
        parts = list(content) if field.is_repeated and not hasattr(content, "keys") else [content]
        is_message = field.message_type is not None and not hasattr(content, "keys")
        said = [message(part) if is_message else _field(field.name, part) for part in parts]
        found[field.name] = said if field.is_repeated else said[0]
    return found


def _field(name: str, content: Any) -> Any:
    if hasattr(content, "keys"):
        return {str(key): value(content[key]) for key in sorted(content)}
    if isinstance(content, bytes):
        return _arrow(content)
    if name == "spec":
        return value(json.loads(_renumbered(content)))
    if name == "columns" and content.startswith("{"):
        return value(json.loads(content))
    return value(content)


def _arrow(content: bytes) -> Any:
    try:
        with pa.ipc.open_stream(io.BytesIO(content)) as stream:
            read = stream.read_all()
    except pa.ArrowInvalid:
        return value(content)
    # What pandas adds of its own index is no column of the table.
    names = [name for name in read.column_names if not name.startswith("__index")]
    return table(pl.DataFrame(read.select(names)))


def _renumbered(spec: str) -> str:
    """Return a chart whose counted names begin at 1: Altair counts them up while it lives."""
    seen: dict[str, str] = {}

    def again(found: re.Match[str]) -> str:
        return seen.setdefault(found[0], f"{found[1]}_{len(seen) + 1}")

    return _COUNTED_UP.sub(again, spec)
