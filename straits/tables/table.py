"""What a table of a release is, and the column types that every engine reads alike.

Counts are INT, row numbers LONG.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa

TEXT, INT, LONG = pa.string(), pa.int32(), pa.int64()
FLAG, REAL, DATE = pa.bool_(), pa.float64(), pa.date32()
BYTES, LIST = pa.binary(), pa.list_(pa.int32())


@dataclass(frozen=True)
class Table:
    """One table of a release.

    grain
        What one row is, as a phrase.
    key
        The columns that are unique together.
    folder
        "aggregates", or "rows" for what describes one person.
    partitions
        Columns that are not in the files but in the names of their folders, hive-style.
    may_be_missing
        Whether a release is whole without it, as those of earlier versions are: it has no rows.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    schema: pa.Schema
    folder: str = "aggregates"
    partitions: tuple[str, ...] = ()
    may_be_missing: bool = False

    def path(self, release: Path, partition: Mapping[str, str] | None = None) -> Path:
        """Return where the file of this table (of one partition of it) lies within a release."""
        if not self.partitions:
            return release / self.folder / f"{self.name}.parquet"
        values = partition or {}
        parts = [f"{column}={quote(values[column], safe='')}" for column in self.partitions]
        return release.joinpath(self.folder, self.name, *parts, "data.parquet")


def schema(**columns: pa.DataType) -> pa.Schema:
    """Return a schema from column names and types."""
    return pa.schema(list(columns.items()))
