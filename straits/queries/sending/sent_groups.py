"""Who is in a group that leaves, in words that say it to somebody who does not know the study."""

from dataclasses import dataclass

import polars as pl

from straits.store import Store
from straits.tables import EVERYONE


@dataclass(frozen=True)
class SaidOfGroup:
    """Its label, who is in it, and whether genotypes say so."""

    label: str
    definition: str
    is_inferred: bool


def said_of(store: Store, grouping: str, group_id: str, counted: str) -> SaidOfGroup:
    """Return what a bundle says of a group of the release.

    counted
        "all", or "unrelated" for those alone.

    Such as "Self-reported: Ethnic group is Danish, part of European; relatives counted".
    """
    relatives = _relatives(store.study.relatedness, counted)
    if grouping == EVERYONE:
        return SaidOfGroup("Everyone", f"Everyone of the call set; {relatives}", False)
    groups = store.sending.table("groups")
    labels = {row[:2]: row[2] for row in groups.select("grouping", "group_id", "label").iter_rows()}
    is_it = pl.col("grouping") == grouping
    divided = store.sending.table("groupings").row(by_predicate=is_it, named=True)
    label = labels.get((grouping, group_id), group_id)
    basis = "Inferred from genotypes" if divided["is_inferred"] else "Self-reported"
    of_group = groups.filter(grouping=grouping, group_id=group_id)["parent_group"].to_list()
    above = labels.get((divided["parent"], next(iter(of_group), None)), "")
    within = f", part of {above}" if above else ""
    said = f"{basis}: {divided['label']} is {label}{within}; {relatives}"
    return SaidOfGroup(label, said, divided["is_inferred"])


def _relatives(relatedness: str, counted: str) -> str:
    if relatedness == "not known":
        return "relatedness not known"
    return "relatives left out" if counted == "unrelated" else "relatives counted"
