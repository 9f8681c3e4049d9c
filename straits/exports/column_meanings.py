"""What the columns of tables that leave the product mean, in words."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

# How columns end that are of one side, or counted on one basis of grouping.
_OF = {
    "_a": "of A", "_b": "of B", "_self_reported": "by what people say", "_inferred": "by genotypes",
}  # fmt: skip


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
    for ending, of in _OF.items():
        if column.endswith(ending) and (of_it := meaning(column.removesuffix(ending))):
            return f"{of}: {of_it}"
    return ""


@cache
def _meanings() -> Mapping[str, str]:
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    known: dict[str, str] = yaml.safe_load(text)
    return known
