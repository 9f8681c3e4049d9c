"""What the journal keeps of a release, from its own manifests and small tables."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from straits.journal import Record
from straits.tables import EVERYONE, TABLES


def record_of(folder: Path, replaced: str | None = None) -> Record:
    """Return what is known of the release in a folder, named as its manifest does.

    Raises OSError or ValueError if the release is not whole enough to be known.
    """
    try:
        manifest: dict[str, Any] = json.loads(
            (folder / "aggregates" / "manifest.json").read_bytes()
        )
        call_sets = _rows(folder, "call_sets")
        panels = {row["call_set_id"] for row in call_sets if row["is_aggregate_only"]}
        of_panels = {
            row["grouping"] for row in _rows(folder, "group_sizes") if row["call_set_id"] in panels
        } - {EVERYONE}
        groupings = [row["grouping"] for row in _rows(folder, "groups")]
        return Record(
            release_id=folder.name,
            published_at=manifest["created_at"],
            straits_version=manifest["straits_version"],
            study=manifest["study"]["name"],
            profile=manifest["study"]["profile"],
            n_alleles=manifest["tables"]["alleles"]["rows"],
            n_groups=sum(
                grouping != EVERYONE and grouping not in of_panels for grouping in groupings
            ),
            people={
                row["call_set_id"]: row["n_counted"]
                for row in call_sets
                if not row["is_aggregate_only"]
            },
            replaced=replaced or manifest.get("replaces"),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{folder} lacks {error}") from error


def _rows(folder: Path, name: str) -> list[dict[str, Any]]:
    path = TABLES[name].path(folder)
    # As a file and not as a data set: a folder named a=b is no column.
    with pq.ParquetFile(path) as file:
        rows: list[dict[str, Any]] = file.read(use_threads=False).to_pylist()
    return rows
