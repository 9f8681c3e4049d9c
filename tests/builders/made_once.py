"""Folders that are made once in a run of the tests, whichever of its processes asks first."""

import fcntl
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

# Names the folder that the processes of one run share; the first to ask makes and removes it.
VARIABLE = "STRAITS_TESTS_FOLDER"
_KEPT: list[TemporaryDirectory[str]] = []


def shared() -> Path:
    """Return the folder that this process shares with those that it starts."""
    if VARIABLE not in os.environ:
        _KEPT.append(TemporaryDirectory(prefix="straits-tests-"))
        os.environ[VARIABLE] = _KEPT[-1].name
    return Path(os.environ[VARIABLE])


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder of a name below the shared one; who asks first makes it, others wait."""
    folder = shared() / name
    with (shared() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            # Under another name until it is whole, so that a failure is not taken for a folder.
            made = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=shared())) / name
            make(made)
            made.rename(folder)
    return folder
