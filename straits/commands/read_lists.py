"""Lists of genes and variants that commands are given, as they are written or in a file."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# Bytes of text that a list may have, inflated.
_LARGEST = 2 * 2**30
# What is written out before the rest is counted.
_WRITTEN_OUT = 8


def genes(store: Any, text: str) -> tuple[str, ...]:
    """Return the ids of the genes of a list; what is none, or several, is told.

    Raises QueryError for a list without a gene of the release.
    """
    from straits import queries
    from straits.errors import QueryError

    listed = queries.comparison.gene_list(store, queries.comparison.names_in(text_of(text)))
    for name, symbols in listed.several:
        _tell(f"Left out, as {' and '.join(symbols)} are called so: {name}.")
    if listed.unknown:
        names = [name for name, _ in listed.unknown]
        _tell(f"No gene of this release, {len(names):,}: {_some(names)}.")
    if not listed.gene_ids:
        raise QueryError("No name of the list is a gene of this release.")
    return listed.gene_ids


def variants(store: Any, text: str) -> tuple[tuple[int, int], ...]:
    """Return the alleles of a list as ranges of them; what is not here, or nothing, is told.

    Raises QueryError for a list without an allele of the release.
    """
    from straits import queries
    from straits.errors import QueryError

    listed = queries.lists.variant_list(store, queries.lists.variants_in(text_of(text)))
    if listed.unknown:
        _tell(f"Not in this release, {len(listed.unknown):,}: {_some(listed.unknown)}.")
    if listed.unreadable:
        n = len(listed.unreadable)
        _tell(f"No rsID, allele or region, {n:,}: {_some(listed.unreadable)}.")
    if not listed.ranges:
        raise QueryError("The release has no allele of the list of variants.")
    return listed.ranges


def text_of(listed: str) -> str:
    """Return the text of a list, from a file if there is one of that name."""
    from straits import queries

    is_file = len(listed) < 250 and Path(listed).is_file()
    return queries.lists.decoded(Path(listed).read_bytes(), _LARGEST) if is_file else listed


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _WRITTEN_OUT:,} more" if len(names) > _WRITTEN_OUT else ""
    return f"{', '.join(names[:_WRITTEN_OUT])}{more}"


def _tell(line: str) -> None:
    print(line, file=sys.stderr)
