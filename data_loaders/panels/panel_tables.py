"""What a release holds of external panels: counts aligned with `alleles`, groups and matches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from data_loaders.call_sets.union import CallSetCover
from data_loaders.panels.aggregate_frequencies import places, write_group
from data_loaders.panels.panel_reading import ReadPanel, censored_counts, group_counts
from data_loaders.people.colours import unused
from data_loaders.study.study_reading import Study
from straits.errors import StudyError
from straits.flat.flat_counts import Cell
from straits.tables import EVERYONE, TABLES

# gnomAD's codes (gnomad.broadinstitute.org/help/ancestry).
_LABELS = {
    "afr": "African/African American", "ami": "Amish", "amr": "Admixed American",
    "asj": "Ashkenazi Jewish", "eas": "East Asian", "fin": "Finnish", "mid": "Middle Eastern",
    "nfe": "Non-Finnish European", "sas": "South Asian", "remaining": "Remaining", "oth": "Other",
}  # fmt: skip


def cover(read: ReadPanel) -> CallSetCover:
    """Return what a panel looked at: where it has no record, nobody says that it looked."""
    schema = {"contig": pl.String, "start_pos": pl.Int32, "end_pos": pl.Int32}
    return CallSetCover(read.panel.id, None, pl.DataFrame(schema=schema))


@dataclass(frozen=True)
class WrittenPanel:
    """What was written of a panel.

    most_called
        The most people called at an allele, by group.
    censored
        Rows for the table `censored_counts`.
    """

    most_called: Mapping[str, int]
    censored: pl.DataFrame


def write_frequencies(release: Path, read: ReadPanel) -> WrittenPanel:
    """Write the `frequencies` of every group of a panel.

    Sexes are not told apart, and all are taken for unrelated, as panels release them.
    """
    at = places(release, read.panel.id)
    most, censored = {}, []
    for group in read.groups:
        counts = group_counts(read, group, at.region)
        ranges = censored_counts(read, group, at.region)
        most[group] = max(
            int(counts["n_called"].max(initial=0)),
            int(ranges["n_called"].to_numpy().max(initial=0)),
        )
        cell = Cell(read.panel.id, read.panel.grouping, group)
        censored.append(write_group(release, cell, at, counts, ranges))
    return WrittenPanel(most, pl.concat(censored))


def panel_tables(
    study: Study, panels: Sequence[ReadPanel], written: Sequence[WrittenPanel], groups: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """Return the rows that panels add to the tables of the study.

    written
        What was written of each panel.
    groups
        The `groups` table of the study.

    Raises StudyError where a panel is matched with a group that is not there.
    """
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("sites", "call_sets", "groupings", "groups", "group_sizes",
                              "source_files", "panel_matches", "drop_counts")
    }  # fmt: skip
    for order, (read, done) in enumerate(zip(panels, written, strict=True)):
        place = len(study.sites) + order
        panel, here = read.panel, {"call_set_id": read.panel.id, "grouping": read.panel.grouping}
        rows["sites"].append({"site_id": panel.id, "name": panel.name, "sort_order": place})
        rows["call_sets"].append(
            {
                "call_set_id": panel.id, "site_id": panel.id, "name": panel.name,
                "genotype_rule": "as published", "is_left_aligned": True,
                "has_callable_regions": False, "is_aggregate_only": True, "sort_order": place,
                "n_samples": 0, "n_counted": 0, "n_records": sum(read.n_alleles_read.values()),
                "n_alleles": read.counts.height, "n_calls": 0, "n_missing_calls": 0,
            }
        )  # fmt: skip
        rows["groupings"].append(
            {"grouping": read.panel.grouping, "label": _grouping_label(panel.name),
             "is_inferred": True, "sort_order": len(study.groupings) + 1 + order}
        )  # fmt: skip
        colours = unused(panel.colours.values())
        for number, group in enumerate(read.groups):
            rows["groups"].append(
                {"grouping": read.panel.grouping, "group_id": group, "sort_order": number,
                 "label": panel.labels.get(group) or _LABELS.get(group.lower())
                 or (panel.name if group == panel.grouping else group),
                 "colour": panel.colours.get(group) or next(colours), "shape": "diamond"}
            )  # fmt: skip
            size = {"n_people": done.most_called[group], "n_unrelated": done.most_called[group]}
            rows["group_sizes"].append(here | {"group_id": group, "sex": "unknown"} | size)
        for path, n_alleles in read.n_alleles_read.items():
            rows["source_files"].append(
                {"call_set_id": panel.id, "source_file": path.name, "n_bytes": path.stat().st_size,
                 "n_records": n_alleles, "n_alleles": n_alleles}
            )  # fmt: skip
        rows["drop_counts"] += [
            {"call_set_id": panel.id, "kind": "allele", "reason": reason, "n_dropped": number,
             "is_noted": False}
            for reason, number in read.left_out.items()
            if number
        ]  # fmt: skip
        rows["panel_matches"] += _matches(study, order, read, groups)
    frames = {name: _frame(name, listed) for name, listed in rows.items()}
    nothing = _frame("censored_counts", [])
    return frames | {
        "censored_counts": pl.concat([nothing, *(tables.censored for tables in written)])
    }


def _grouping_label(name: str) -> str:
    return f"{name} group" if "panel" in name.lower() else f"{name} group (panel)"


def _matches(
    study: Study, order: int, read: ReadPanel, groups: pl.DataFrame
) -> list[dict[str, Any]]:
    known = groups.filter(pl.col("grouping") != EVERYONE).select("grouping", "group_id")
    rows = []
    for group, panel_group in read.panel.matches.items():
        of = known.filter(group_id=group)
        if of.is_empty() or panel_group not in read.groups:
            kind, name, there = (
                ("group of the study", group, known["group_id"].unique(maintain_order=True))
                if of.is_empty()
                else (f"group of {read.panel.id}", panel_group, read.groups)
            )
            raise StudyError(
                f"{study.where('panels', order, 'matches', group)}: there is no {kind} {name!r}; "
                f"there are {', '.join(there)}."
            )
        rows += [
            {"call_set_id": read.panel.id, "panel_grouping": read.panel.grouping,
             "panel_group_id": panel_group, "grouping": grouping, "group_id": group}
            for grouping in of["grouping"]
        ]  # fmt: skip
    return rows


def _frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    frame = pl.from_arrow(pa.Table.from_pylist(rows, schema=TABLES[name].schema))
    assert isinstance(frame, pl.DataFrame)
    return frame
