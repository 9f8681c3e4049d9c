"""Statements that try to get out of what is released, and honest ones: a line each, by section.

<rows>, <aggregates>, <released> and <out> stand for folders: of people, of all counts, of what may
be read, and one that may be written to by whoever is not shut in.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

SMALL = ("reads", "changes", "shadows", "oracles")
BOMBS, HONEST = "bombs", "honest"


@cache
def _sections() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("statements.txt").read_text().splitlines():
        if line.startswith("# "):
            lines = found.setdefault(line[2:].partition(":")[0], [])
        elif line:
            lines.append(line)
    return found


def statements(*sections: str, **folders: object) -> list[str]:
    """Return the statements of sections, with the folders put in."""
    lines = [line for section in sections for line in _sections()[section]]
    for name, folder in folders.items():
        lines = [line.replace(f"<{name}>", str(folder)) for line in lines]
    return lines
