"""The file `head` of a log: the number and the hash of the last line, so that a cut end is seen.

It is written in place after each line, without waiting for the disk: after a power failure it may
be behind the lines, and is never ahead of them.
"""

import os
from pathlib import Path

from straits.audit.log_lines import Noted

NAME = "head"
_DIGITS = 18


def write(handle: int, last: Noted) -> None:
    """Write what the last line is."""
    os.pwrite(handle, f"{last.number:0{_DIGITS}}:{last.hash}\n".encode(), 0)


def read(folder: Path) -> Noted:
    """Return what the last line was. Raises ValueError or OSError where that cannot be read."""
    return Noted.parse((folder / NAME).read_text(encoding="ascii"))
