"""What every Parquet table of a release holds: its grain, key, columns and place."""

from straits.tables import (
    alleles,
    annotations,
    genes,
    ingest_tables,
    metrics,
    partner_tables,
    people_tables,
    pharmacogene_tables,
    phenotype_tables,
    study,
)
from straits.tables.count_columns import COUNTS, LEAF_COUNTS, SAMPLE_SETS, SEXES
from straits.tables.table import Table

__all__ = [
    "ABSENCES", "AN_SOURCES", "COUNTS", "EVERYONE", "LEAF_COUNTS", "SAMPLE_SETS",
    "SCHEMA_VERSION", "SEXES", "TABLES", "Table",
]  # fmt: skip

SCHEMA_VERSION = 8

ABSENCES = ("observed", "reference", "not_callable", "not_in_call_set")
AN_SOURCES = ("observed", "callable", "none")

# The grouping that every study has: one group with everybody in it.
EVERYONE = "everyone"

_PARTS = (
    study,
    alleles,
    annotations,
    genes,
    ingest_tables,
    people_tables,
    metrics,
    phenotype_tables,
    pharmacogene_tables,
    partner_tables,
)

TABLES = {table.name: table for part in _PARTS for table in part.TABLES}
