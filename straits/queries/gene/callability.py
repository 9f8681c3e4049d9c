"""Where the call sets looked: what a missing record means there."""

from collections.abc import Sequence

import polars as pl

from straits.genome import Region
from straits.store import Store


def callable_regions(store: Store, call_sets: Sequence[str], region: Region) -> pl.DataFrame:
    """Return one row per call set and stretch of a region where a missing record means reference.

    Columns: those of sql/queries/gene/callable_in_range.sql. No row for a call set says that
    nothing is callable there, or that its callable regions are not known: see
    has_callable_regions of `call_sets`.
    """
    return store.query(
        "callable_in_range",
        call_sets=list(call_sets),
        contig=region.contig,
        start_pos=region.start,
        end_pos=region.end,
    )
