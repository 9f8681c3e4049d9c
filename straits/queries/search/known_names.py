"""Alleles by the beginning of their names, for a reader who is still typing."""

import polars as pl

from straits.store import Store


def alleles_named(store: Store, text: str, limit: int = 10) -> pl.DataFrame:
    """Return one row per allele whose rsID begins with the text, in any case; short rsIDs first.

    Columns: those of sql/queries/search/alleles_by_rsid_prefix.sql.
    """
    return store.query("alleles_by_rsid_prefix", text=text.strip(), n_wanted=limit)
