"""Landlock of Linux: a process gives up all files but those below some folders, for good.

Called by number, as no library of Python's own has it; see landlock(7). What a thread of the
process started before is not shut in, so that nothing may have started one.
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

# The same numbers on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_TELL_VERSION = 1
_PATH_BENEATH = 1
_NO_NEW_PRIVILEGES = 38  # PR_SET_NO_NEW_PRIVS
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
# Rights over files that each version knows of: the first knew 13.
_N_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_N_FILE_RIGHTS_LATER = 16
_ALL_OF_NETWORK = 0b11  # to bind and to connect TCP, since version 4
_ALL_OF_SCOPES = 0b11  # abstract sockets and signals, since version 6

_libc = ctypes.CDLL(None, use_errno=True)


def version() -> int:
    """Return the version of Landlock that the kernel has switched on; 0 for none."""
    try:
        found = int(_libc.syscall(_CREATE_RULESET, None, 0, _TELL_VERSION))
    except (AttributeError, OSError):
        return 0
    return max(found, 0)


def restrict(readable: Iterable[Path]) -> None:
    """Let this process, and what it forks, read what is named and below it, and nothing else.

    It can then write, create and run nothing, and reach no network by TCP. What is named and is not
    there is passed over. Raises OSError where the kernel does not do it.
    """
    known = version()
    if not known:
        raise OSError("the kernel has no Landlock")
    files = (1 << _N_FILE_RIGHTS.get(known, _N_FILE_RIGHTS_LATER)) - 1
    network = _ALL_OF_NETWORK if known >= 4 else 0
    scopes = _ALL_OF_SCOPES if known >= 6 else 0
    size = 24 if known >= 6 else 16 if known >= 4 else 8
    rules = struct.pack("=QQQ", files, network, scopes)[:size]
    ruleset = _called(_CREATE_RULESET, rules, ctypes.c_size_t(size), 0)
    try:
        for path in readable:
            _let_read(ruleset, path)
        if _libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "the process cannot give up new privileges")
        _called(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _let_read(ruleset: int, path: Path) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        rights = _READ_FILE | (_READ_FOLDER if path.is_dir() else 0)
        _called(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)


def _called(number: int, *arguments: object) -> int:
    result = int(_libc.syscall(number, *arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), f"Landlock: {os.strerror(ctypes.get_errno())}")
    return result
