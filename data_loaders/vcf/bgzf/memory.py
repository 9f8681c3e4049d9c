"""Tabs and line feeds found eight bytes at a time, within the compiled kernels.

The kernels look at eight characters at a time; NumPy has no unaligned view of bytes, so these
few instructions are written for LLVM directly.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from straits.genotypes.compiled import inlined
from straits.genotypes.words import load_8

_TABS = np.uint64(0x0909090909090909)
_NEWLINES = np.uint64(0x0A0A0A0A0A0A0A0A)
_ONES = np.uint64(0x0101010101010101)
_TOPS = np.uint64(0x8080808080808080)

# Every buffer given to a kernel ends with so many spare bytes, so that no load leaves it.
PADDING = 64


@intrinsic
def load_4(_typing: Any, _address: Any) -> Any:
    """Load four bytes, little-endian, from any address."""

    def codegen(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        pointer = builder.inttoptr(arguments[0], ir.IntType(32).as_pointer())
        value = builder.load(pointer)
        value.align = 1
        return value

    return types.uint32(types.uint64), codegen


@intrinsic
def trailing_zeros(_typing: Any, _value: Any) -> Any:
    """Count the zero bits below the lowest set bit."""

    def codegen(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.uint64(types.uint64), codegen


@inlined
def find_tab(base, position, end):
    """Return the offset of the next tab at or after position, or end."""
    while position < end:
        word = load_8(np.uint64(base + position)) ^ _TABS
        hit = (word - _ONES) & ~word & _TOPS
        if hit != 0:
            tab = position + np.int64(trailing_zeros(hit) >> np.uint64(3))
            return min(tab, end)
        position += 8
    return end


@inlined
def find_newline(base, position, end):
    """Return the offset of the next line feed at or after position, or end."""
    while position < end:
        word = load_8(np.uint64(base + position)) ^ _NEWLINES
        hit = (word - _ONES) & ~word & _TOPS
        if hit != 0:
            line_feed = position + np.int64(trailing_zeros(hit) >> np.uint64(3))
            return min(line_feed, end)
        position += 8
    return end
