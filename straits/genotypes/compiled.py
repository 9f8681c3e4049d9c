"""How the kernels are compiled: once, kept on disk, and free of the interpreter lock.

The functions carry no types of their own, since the compiler finds them; what calls a kernel does.
"""

from collections.abc import Callable
from typing import Any

import numba


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function compiled at its first call; later starts load it from disk."""
    kernel: Callable[..., Any] = numba.njit(cache=True, nogil=True)(function)
    return kernel


def inlined(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function to be compiled into each kernel that calls it."""
    kernel: Callable[..., Any] = numba.njit(cache=True, nogil=True, inline="always")(function)
    return kernel


def measuring(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function compiled so that a division by 0 gives what it gives in NumPy.

    Nothing is raised then, and a loop over numbers takes several at once.
    """
    kernel: Callable[..., Any] = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return kernel
