"""What partners sent that is not shown any more: who took it back, or when its time was over."""

import re
from typing import Any

from straits.queries.question import Question
from straits.store import Store

partner_bundles = Question("partner_bundles")

_REVOKED, _IN_FORCE, _REMOVED = "revoked", "in force", "no longer there"


def gone_bundles(store: Store) -> tuple[str, ...]:
    """Return a sentence or two for each line of bundles of which nothing is shown any more.

    Such as "Denmark took its bundles dk-sg back on 2026-11-30 (number 3): A wrong sheet. None of
    their groups and numbers is shown."
    """
    told = [
        _in_words(row)
        for row in partner_bundles(store).iter_rows(named=True)
        if row["state"] != _IN_FORCE
    ]
    told += [
        f"{site.name}: {site.why}. None of its groups and numbers is shown; a newer bundle brings "
        "them back."
        for site in store.left_out
        if site.is_expired
    ]
    return tuple(told)


def why_gone(store: Store, grouping: str, call_set_id: str) -> str:
    """Return why a group that an old link names is not there, as a partner's; empty for another.

    grouping, call_set_id
        As a release names those of partners, with the partner's id in front.
    """
    for site in store.left_out:
        if call_set_id in site.call_sets:
            return f"The group is of {site.name}, which is left out: {site.why}."
    rows = [
        row
        for row in partner_bundles(store).iter_rows(named=True)
        if call_set_id.startswith(f"{row['partner_id']}.")
        or grouping.startswith(f"{_beginning(row['partner_id'])}_")
    ]
    if not rows:
        return ""
    told = " ".join(
        f"Bundle {row['sequence']} of {row['lineage']}, made on {_day(row)}, is the newest "
        "that was read, and has no such group."
        if row["state"] == _IN_FORCE
        else _in_words(row)
        for row in rows
    )
    return f"The group is of {rows[0]['partner_name']}. {told}"


def _beginning(partner_id: str) -> str:
    """Return how groupings of a partner begin: see data_loaders.study.partner."""
    return re.sub(r"[^a-z0-9]+", "_", partner_id.lower())


def _day(row: dict[str, Any]) -> str:
    return f"{row['created_at']:%Y-%m-%d}"


def _in_words(row: dict[str, Any]) -> str:
    who, line, number = row["partner_name"], row["lineage"], row["sequence"]
    gone = "None of their groups and numbers is shown."
    if row["state"] == _REVOKED:
        why = str(row["reason"]).rstrip(".")
        return f"{who} took its bundles {line} back on {_day(row)} (number {number}): {why}. {gone}"
    if row["state"] == _REMOVED:
        return (
            f"{who}'s bundles {line}, the last of them number {number} of {_day(row)}, are not "
            f"among the files that the study names any more. {gone}"
        )
    return (
        f"{who}'s bundles {line} are past their time, the last of them number {number} of "
        f"{_day(row)}. {row['reason']} {gone}"
    )
