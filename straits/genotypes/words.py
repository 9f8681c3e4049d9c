"""Bits counted eight bytes at a time, within the compiled kernels.

NumPy has no unaligned view of bytes and Numba no count of bits, so these two instructions are
written for LLVM directly.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic


@intrinsic
def load_8(_typing: Any, _address: Any) -> Any:
    """Load eight bytes, in the order of the machine, from any address."""

    def codegen(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        pointer = builder.inttoptr(arguments[0], ir.IntType(64).as_pointer())
        value = builder.load(pointer)
        value.align = 1
        return value

    return types.uint64(types.uint64), codegen


@intrinsic
def bit_count(_typing: Any, _word: Any) -> Any:
    """Count the bits that are set."""

    def codegen(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), codegen
