"""Kernels that are compiled by one process of a run: others that want the same one wait for it.

Where nothing is compiled yet, as in a new checkout, all processes would compile the same at once.
"""

import fcntl
import hashlib
from typing import Any

from numba.core import dispatcher
from numba.core.compiler_lock import global_compiler_lock

from tests.builders.made_once import shared

_compile = dispatcher.Dispatcher.compile


def begin() -> None:
    """Let whoever compiles a kernel keep others from it until the cache on disk has it."""
    dispatcher.Dispatcher.compile = _compiled_alone


def _compiled_alone(kernel: Any, signature: Any) -> Any:
    function = kernel.py_func
    named = f"{function.__module__}.{function.__qualname__}{signature}"
    name = hashlib.sha256(named.encode()).hexdigest()[:16]
    # The lock of numba comes first, as for the kernels that this one calls: two threads that take
    # the two in different orders would wait for each other.
    with global_compiler_lock, (shared() / f"kernel-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _compile(kernel, signature)
