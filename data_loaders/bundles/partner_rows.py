"""The rows that partners add to the small tables of a release: sites, groups, sizes, terms."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import pyarrow as pa

from data_loaders.bundles.partner_counts import PartnerCallSet
from data_loaders.bundles.received_bundles import Arrived
from data_loaders.people.colours import unused
from data_loaders.study.plain_names import look
from data_loaders.study.study_model import Study
from straits.errors import StudyError
from straits.tables import EVERYONE, TABLES

_MADE = (
    "sites", "call_sets", "groupings", "groups", "group_sizes", "source_files", "panel_matches",
    "data_use", "bundle_groups",
)  # fmt: skip


def partner_rows(
    study: Study,
    arrived: Arrived,
    call_sets: Sequence[PartnerCallSet],
    groups: pl.DataFrame,
    ranges: Sequence[pl.DataFrame],
) -> dict[str, pl.DataFrame]:
    """Return the rows that partners add, by table.

    groups
        The `groups` table of the study.
    ranges
        Rows of `censored_counts`.

    Raises StudyError where a group is matched that the study does not have.
    """
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in _MADE}
    sites: dict[str, None] = {}
    for order, call_set in enumerate(call_sets):
        received, sent = call_set.received, call_set.sent
        place = len(study.sites) + len(study.panels) + order
        if call_set.site_id not in sites:
            sites[call_set.site_id] = None
            rows["sites"].append(
                {"site_id": call_set.site_id, "name": call_set.site_name,
                 "country": received.partner.country, "sort_order": place}
            )  # fmt: skip
            rows["data_use"] += _terms(call_set)
        rows["call_sets"].append(
            {
                "call_set_id": call_set.call_set_id, "site_id": call_set.site_id,
                "name": f"{call_set.site_name} {sent.id}", "assay": sent.assay,
                "caller": sent.caller, "genotype_rule": sent.genotype_rule,
                "is_left_aligned": True, "has_callable_regions": False, "is_aggregate_only": True,
                "sort_order": place, "n_samples": 0, "n_counted": 0,
                "n_records": call_set.alleles.height, "n_alleles": call_set.alleles.height,
                "n_calls": 0, "n_missing_calls": 0,
            }
        )  # fmt: skip
        rows["source_files"].append(
            {"call_set_id": call_set.call_set_id, "source_file": received.path.name,
             "n_bytes": received.path.stat().st_size, "n_records": call_set.alleles.height,
             "n_alleles": call_set.alleles.height}
        )  # fmt: skip
        for (grouping, group_id), group in call_set.groups.items():
            here = {"call_set_id": call_set.call_set_id, "grouping": grouping, "group_id": group_id}
            size = {"n_people": group.n_people, "n_unrelated": group.n_people}
            rows["group_sizes"].append(here | {"sex": "unknown"} | size)
            rows["bundle_groups"].append(
                here
                | {"bundle_id": received.manifest.sha256, "partner_grouping": group.grouping,
                   "definition": group.definition, "counted_on": group.counted_on}
            )  # fmt: skip
        rows["panel_matches"] += _matches(study, call_set, groups)
    rows["groupings"], rows["groups"] = _groups(study, call_sets, groups)
    return {name: _frame(name, listed) for name, listed in rows.items()} | {
        "bundles": arrived.rows,
        "censored_counts": pl.concat([_frame("censored_counts", []), *ranges]),
        "partner_phenotypes": _phenotypes(call_sets),
    }


def _terms(call_set: PartnerCallSet) -> list[dict[str, Any]]:
    terms = call_set.received.manifest.terms
    return [
        {"site_id": call_set.site_id, "term": term, "words": terms.text}
        for term in terms.duo or [""]
        if term or terms.text
    ]


def _groups(
    study: Study, call_sets: Sequence[PartnerCallSet], groups: pl.DataFrame
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of `groupings` and of `groups`, each once."""
    known = {look(label) for label in groups["label"]}
    groupings: dict[str, dict[str, Any]] = {}
    listed: dict[tuple[str, str], dict[str, Any]] = {}
    first = len(study.groupings) + 1 + len(study.panels)
    colours = unused(groups["colour"].to_list())
    for call_set in call_sets:
        partner = call_set.received.partner
        for (grouping, group_id), group in call_set.groups.items():
            name = group.grouping.replace("_", " ")
            groupings.setdefault(
                grouping,
                {"grouping": grouping, "label": f"{partner.name}'s {name}",
                 "is_inferred": group.is_inferred, "sort_order": first + len(groupings)},
            )  # fmt: skip
            if (grouping, group_id) in listed:
                continue
            label = group.label
            # Both sides may call a group alike, and they are not one group.
            if look(label) in known:
                label = f"{label} ({partner.name})"
            listed[grouping, group_id] = {
                "grouping": grouping, "group_id": group_id, "label": label,
                "colour": partner.colours.get(group.id) or next(colours), "shape": "diamond",
                "sort_order": len(listed),
            }  # fmt: skip
    return list(groupings.values()), list(listed.values())


def _matches(study: Study, call_set: PartnerCallSet, groups: pl.DataFrame) -> list[dict[str, Any]]:
    """Return which groups of the study have one of the same ancestry in a call set of a partner."""
    partner = call_set.received.partner
    place = next(at for at, each in enumerate(study.partners) if each.id == partner.id)
    of_study = groups.filter(pl.col("grouping") != EVERYONE).select("grouping", "group_id")
    rows = []
    for group, theirs in partner.matches.items():
        own = of_study.filter(group_id=group)["grouping"].to_list()
        if not own:
            raise StudyError(
                f"{study.where('partners', place, 'matches', group)}: there is no group of the "
                f"study {group!r}; there are {', '.join(sorted(set(of_study['group_id'])))}."
            )
        # A bundle may bring fewer groups than the one before it.
        rows += [
            {"call_set_id": call_set.call_set_id, "panel_grouping": grouping,
             "panel_group_id": group_id, "grouping": each, "group_id": group}
            for grouping, group_id in call_set.groups
            if group_id == theirs
            for each in own
        ]  # fmt: skip
    return rows


def _phenotypes(call_sets: Sequence[PartnerCallSet]) -> pl.DataFrame:
    names = TABLES["partner_phenotypes"].schema.names
    frames = [_frame("partner_phenotypes", [])]
    seen = set()
    for call_set in call_sets:
        received = call_set.received
        cells = received.bundle.tables.get("phenotype_cells")
        key = (received.manifest.sha256, call_set.site_id)
        if cells is None or key in seen:
            continue
        seen.add(key)
        here = {group.grouping: received.partner.grouping(group.grouping)
                for group in received.manifest.groups}  # fmt: skip
        frames.append(
            cells.filter(pl.col("site") == call_set.sent.site)
            .with_columns(
                pl.lit(call_set.site_id).alias("site_id"),
                pl.col("grouping").replace(here),
                pl.col("n").alias("n_people"),
            )
            .select(names)
            .cast(frames[0].schema)
        )
    return pl.concat(frames)


def _frame(name: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    frame = pl.from_arrow(pa.Table.from_pylist(list(rows), schema=TABLES[name].schema))
    assert isinstance(frame, pl.DataFrame)
    return frame
