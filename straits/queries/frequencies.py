"""Allele frequencies as a flat table, for the command line and for downloads."""

from collections.abc import Sequence

import polars as pl

from straits.store import Store

COLUMNS = (
    "contig", "pos", "ref", "alt", "variant_id", "filter", "site", "call_set", "grouping", "group",
    "sex", "sample_set", "n_called", "an", "ac", "af", "hom_alt", "het", "hemi", "ac_state",
    "an_source",
)  # fmt: skip
DIMENSIONS = ("site", "call_set", "group", "sex")


def frequencies(
    store: Store,
    gene: str | None = None,
    region: str | None = None,
    variant: str | None = None,
    grouping: str | None = None,
    by: Sequence[str] = ("site", "group"),
    sample_set: str = "all",
    pool_sites: bool = False,
) -> pl.DataFrame:
    """Return one row per allele and combination of `by`, AC 0 included, in order of pos.

    Exactly one of gene (symbol, alias or id), region (contig:start-end) and variant
    (contig-pos-ref-alt or rsID) says which alleles. The columns are COLUMNS less the dimensions
    that `by` leaves out. af is null where an is 0. ac_state is "exact", or "suppressed" where the
    profile withholds the counts. an_source is "observed", "callable" or "none".

    grouping
        None for the first of the study.
    pool_sites
        Allows `by` without "site" when people of several sites would be summed.
    Raises QueryError, with the way out, for anything that cannot be resolved.
    """
    raise NotImplementedError
