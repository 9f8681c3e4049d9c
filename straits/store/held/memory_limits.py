"""How much memory the caches of a process may take, and what a value takes of it."""

import os
import re
import sys
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

import numpy as np
import polars as pl
import pyarrow as pa
from pydantic import BaseModel

from straits.errors import SettingError

DEFAULT = "700MB"
# The answers of some thirty pages of the demo.
LEAST = "50MB"
VARIABLE = "STRAITS_MEMORY"

_UNITS = {"kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
_SIZE = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)\s*([kmg]i?b)", re.IGNORECASE | re.ASCII)

# What Polars and its allocator take for a column besides its values, and for these: measured.
_COLUMN = 550
_PER_BYTE = 1.25
# Text that lies in buffers so many times its size is copied out of them.
_WASTE = 2

Value = TypeVar("Value")


def parse(text: str) -> int:
    """Return the bytes that a size means.

    Raises SettingError for what is no size with its unit, or is below LEAST.

    >>> parse("700MB"), parse("1.5 GiB")
    (700000000, 1610612736)
    """
    n_bytes = _n_bytes(text)
    if n_bytes is None:
        raise SettingError(
            f"The memory for caches must be a size with its unit, such as {DEFAULT} or 1.5GB; "
            f"got {text!r}."
        )
    if n_bytes < (_n_bytes(LEAST) or 0):
        raise SettingError(
            f"{text!r} is too little memory for caches: pages would count everything anew. Give "
            f"{LEAST} or more; {DEFAULT} is usual."
        )
    return n_bytes


def configured() -> int:
    """Return the bytes that the environment allows, or DEFAULT. Raises SettingError as `parse`."""
    return parse(os.environ.get(VARIABLE, DEFAULT))


def owned(value: Value) -> tuple[Value, int]:
    """Return a value that holds on to no memory but its own, and how many bytes that is.

    A few rows of a frame or an array keep all of it in memory, and Polars and NumPy count those
    rows alone; they are copied. Frames, arrays and Arrow tables are looked for within tuples,
    lists, dictionaries and dataclasses too.
    """
    own, n_bytes = _owned(value)
    return cast(Value, own), n_bytes


def apart(value: Value) -> Value:
    """Return a value whose frames are objects of its own over the same memory.

    A frame has a lock. Whoever converts one object holds it while threads of Polars may wait for
    the interpreter's, and another thread that asks the same object for its columns waits for it
    while it holds the interpreter's: all freeze. So no two threads are given one object.
    """
    return cast(Value, _apart(value))


def _apart(value: Any) -> Any:
    if isinstance(value, pl.DataFrame | pl.Series):
        return value.clone()
    if type(value) in (tuple, list):
        return type(value)(_apart(part) for part in value)
    if type(value) is dict:
        return {name: _apart(part) for name, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        own = {name: _apart(part) for name, part in parts.items()}
        changed = {name: part for name, part in own.items() if part is not parts[name]}
        return replace(value, **changed) if changed else value
    return value


def _n_bytes(text: str) -> int | None:
    match = _SIZE.fullmatch(text.strip())
    return round(float(match[1]) * _UNITS[match[2].lower()]) if match else None


def _owned(value: Any) -> tuple[Any, int]:
    if isinstance(value, pl.DataFrame):
        return _frame(value)
    if isinstance(value, pl.Series):
        frame, n_bytes = _frame(value.to_frame())
        return frame.to_series(), n_bytes
    if isinstance(value, np.ndarray):
        array = value if value.base is None else value.copy()
        # Kernels are compiled for what may be written, or for what may not.
        array.flags.writeable = value.flags.writeable
        return array, sys.getsizeof(array)
    if isinstance(value, pa.Table):
        return value, value.get_total_buffer_size()
    n_bytes = sys.getsizeof(value)
    if isinstance(value, dict):
        keys, items = list(value), list(value.values())
        (_, of_keys), (own, of_items) = _parts(keys), _parts(items)
        return (
            value if own is items else dict(zip(keys, own, strict=True)),
            n_bytes + of_keys + of_items,
        )
    if isinstance(value, tuple | list):
        own, of_parts = _parts(value)
        if own is not value:
            own = getattr(type(value), "_make", type(value))(own)  # a named tuple has one
        return own, n_bytes + of_parts
    if isinstance(value, frozenset | set):
        return value, n_bytes + _parts(list(value))[1]
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value)]
        parts = [getattr(value, name) for name in names]
        own, of_parts = _parts(parts)
        if own is parts:
            return value, n_bytes + of_parts
        return replace(value, **dict(zip(names, own, strict=True))), n_bytes + of_parts
    if isinstance(value, BaseModel):
        return value, n_bytes + _parts(list(vars(value).values()))[1]
    return value, n_bytes


def _parts(values: Any) -> tuple[Any, int]:
    """Return the values themselves where none was copied, else a list; and their bytes."""
    found = [_owned(value) for value in values]
    n_bytes = sum(size for _, size in found)
    if all(own is value for (own, _), value in zip(found, values, strict=True)):
        return values, n_bytes
    return [own for own, _ in found], n_bytes


def _frame(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    # Taking rows by their number copies them; text goes on lying where it was.
    own = frame[np.arange(frame.height)]
    n_bytes = _n_bytes_of_buffers(own)
    if n_bytes > _WASTE * own.estimated_size() + _COLUMN * own.width:
        compact = pl.from_arrow(own.to_arrow(compat_level=pl.CompatLevel.oldest()))
        if isinstance(compact, pl.DataFrame) and compact.schema == own.schema:
            own, n_bytes = compact, _n_bytes_of_buffers(compact)
    return own, round(_PER_BYTE * n_bytes) + _COLUMN * own.width


def _n_bytes_of_buffers(frame: pl.DataFrame) -> int:
    """Return what the buffers take that a frame lies in, each whole."""
    table = frame.to_arrow(compat_level=pl.CompatLevel.newest())
    n_bytes: int = table.get_total_buffer_size()
    return n_bytes
