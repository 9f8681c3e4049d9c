"""What the columns of tables that leave the product mean, in words."""

import re
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


def in_few_words(column: str) -> str:
    """Return what a column is called within a sentence; its own name where nobody described it.

    >>> in_few_words("an_a"), in_few_words("het_expected"), in_few_words("n_seats")
    ('alleles called (AN) in A', 'people with one copy of two that chance would give', 'n seats')
    """
    name, side = column, ""
    if column not in _meanings() and column[-2:] in ("_a", "_b"):
        name, side = column[:-2], f" in {column[-1].upper()}"
    words = re.split(r"[,;]| \((?!A[CN]\))", meaning(name))[0]
    return (words or name.replace("_", " ")) + side


@cache
def _meanings() -> Mapping[str, str]:
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    known: dict[str, str] = yaml.safe_load(text)
    return known
