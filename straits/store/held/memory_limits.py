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
    parts = _parts_of(value)
    return value if parts is None else _made_of(value, parts, [_apart(part) for part in parts])


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
    if isinstance(value, frozenset | set):
        return value, n_bytes + sum(_owned(part)[1] for part in value)
    if isinstance(value, BaseModel):
        return value, n_bytes + sum(_owned(part)[1] for part in vars(value).values())
    if isinstance(value, dict):
        n_bytes += sum(_owned(name)[1] for name in value)
    parts = _parts_of(value)
    if parts is None:
        return value, n_bytes
    owned_parts = [_owned(part) for part in parts]
    own = _made_of(value, parts, [part for part, _ in owned_parts])
    return own, n_bytes + sum(size for _, size in owned_parts)


def _parts_of(value: Any) -> list[Any] | None:
    """Return what a tuple, list, dictionary or dataclass holds, in order; None of other values."""
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, tuple | list):
        return list(value)
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, field.name) for field in fields(value)]
    return None


def _made_of(value: Any, parts: list[Any], others: list[Any]) -> Any:
    """Return a value with other parts; the value itself where they are the ones that it has."""
    if all(other is part for other, part in zip(others, parts, strict=True)):
        return value
    if isinstance(value, dict):
        return dict(zip(value, others, strict=True))
    if isinstance(value, tuple | list):
        return getattr(type(value), "_make", type(value))(others)  # a named tuple has one
    return replace(value, **dict(zip((field.name for field in fields(value)), others, strict=True)))


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
