"""What the columns of tables that leave the product mean, in words."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

# How the columns of A and of B end.
_SIDES = {"_a": "A", "_b": "B"}


def meaning(column: str) -> str:
    """Return what a column means; empty for one that nobody described.

    >>> meaning("hemi_a")
    'of A: haploid people with the allele'
    >>> meaning("nonsense")
    ''
    """
    known = _meanings()
    if column in known:
        return known[column]
    side = _SIDES.get(column[-2:])
    of_side = known.get(column[:-2], "")
    return f"of {side}: {of_side}" if side and of_side else ""


@cache
def _meanings() -> Mapping[str, str]:
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    known: dict[str, str] = yaml.safe_load(text)
    return known
