"""Whose numbers a partner's are, of when, under which profile, and how exact: in words."""

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from straits.store import Store

_FINGERPRINT = 8

# A release does not change, and every page asks several times.
_known: WeakKeyDictionary[Store, Mapping[tuple[str, str, str], dict[str, Any]]] = (
    WeakKeyDictionary()
)


def of_group(store: Store, call_set_id: str, grouping: str, group_id: str) -> str:
    """Return where the counts of a group of a partner are from; empty for any other group.

    Such as "counts of Denmark's bundle 3 of 2026-11-30, people of 2026-10-01, signed 3f2a 81bc,
    profile inside: a count under 10 is a range".
    """
    if store not in _known:
        rows = store.query("partner_groups").iter_rows(named=True)
        _known[store] = {
            (row["call_set_id"], row["grouping"], row["group_id"]): row for row in rows
        }
    row = _known[store].get((call_set_id, grouping, group_id))
    return "" if row is None else _in_words(row)


def _in_words(row: Mapping[str, Any]) -> str:
    key = row["fingerprint"][:_FINGERPRINT]
    exact = (
        f"a count under {row['min_alleles']}, or that leaves fewer of AN, is a range"
        if row["min_alleles"]
        else "all counts are exact"
    )
    terms = f", for {row['terms']}" if row["terms"] else ""
    return (
        f"counts of {row['partner_name']}'s bundle {row['sequence']} of "
        f"{row['created_at']:%Y-%m-%d}, people of {row['counted_on']}, signed {key[:4]} {key[4:]}"
        f"{terms}, profile {row['profile']}: {exact}"
    )
