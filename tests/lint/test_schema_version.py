"""A release is read by the tables that it was written in: their columns change with their version.

When this fails, raise SCHEMA_VERSION in straits/tables and write here what the tables are now. A
store of an earlier version is then refused with a sentence, not with what DuckDB says of a column.
A table that is new and may be missing leaves the version as it is: stores that lack it are read.
"""

import hashlib

from straits.tables import SCHEMA_VERSION, TABLES

# Version of the tables -> the digest of their names, keys, folders, partitions and columns.
DIGESTS = {8: "b0887d3f7ab45353"}


def _digest() -> str:
    described = [
        (table.name, table.key, table.folder, table.partitions,
         [(field.name, str(field.type)) for field in table.schema])
        for table in sorted(TABLES.values(), key=lambda each: each.name)
    ]  # fmt: skip
    return hashlib.sha256(repr(described).encode()).hexdigest()[:16]


def test_tables_are_those_of_their_version():
    assert DIGESTS == {SCHEMA_VERSION: _digest()}
