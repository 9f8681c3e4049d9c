"""What each site sent of phenotypes, and what became of it."""

import polars as pl

from straits.store import Store


def phenotype_sources(store: Store) -> pl.DataFrame:
    """Return one row per site and source table: what became of its rows.

    Columns: site_id, site_name, source_table, source_file, code_system, assay, covers, n_rows (the
    sum of the four that follow), n_rows_used, n_rows_set_aside, n_rows_not_asked_for,
    n_rows_not_selected.
    """
    return store.query("phenotype_sources")


def set_aside_counts(store: Store) -> pl.DataFrame:
    """Return one row per site, source table, phenotype and rule, the most rows first.

    Columns: site_id, site_name, source_table, phenotype_id, label (null where a row got to no
    phenotype), rule, explanation, is_error, is_kept (used all the same), n_rows.
    """
    return store.query("set_aside_counts")


def unasked_codes(store: Store) -> pl.DataFrame:
    """Return one row per site, source table and code that no phenotype asks for, most rows first.

    Columns: site_id, site_name, source_table, code, n_rows, n_people. Where the profile has a
    minimum, codes of fewer people are left out.
    """
    return store.query("unasked_codes")
