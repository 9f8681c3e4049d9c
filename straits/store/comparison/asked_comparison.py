"""What a comparison is asked, as sql/macros/comparison/compared_alleles.sql takes it."""

import json
from collections.abc import Mapping
from typing import Any

Asked = Mapping[str, Any]
# First and last allele_index, both included, in order.
Ranges = list[tuple[int, int]]


def ranges_of(asked: Asked, n_alleles: int) -> Ranges:
    """Return the ranges of alleles that are looked at, of a release of so many."""
    if asked["range_starts"]:
        return list(zip(asked["range_starts"], asked["range_ends"], strict=True))
    first, last = asked["first_allele"], asked["last_allele"]
    if first is None:
        first, last = 0, n_alleles - 1
    first, last = max(first, 0), min(last, n_alleles - 1)
    return [(first, last)] if first <= last else []


def key_of(asked: Asked) -> str:
    """Return the name of what is asked, for what is kept of it."""
    return json.dumps(asked, sort_keys=True)
