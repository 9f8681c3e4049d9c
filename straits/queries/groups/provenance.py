"""Whose numbers a partner's are, of when, under which profile, and how exact: in words."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from straits.queries.question import Question
from straits.store import Store

_FINGERPRINT = 8

_Cell = tuple[str, str, str]

# A release does not change, and every page asks several times.
_known: WeakKeyDictionary[Store, Mapping[_Cell, dict[str, Any]]] = WeakKeyDictionary()

partner_groups = Question("partner_groups")


def of_group(store: Store, call_set_id: str, grouping: str, group_id: str) -> str:
    """Return where the counts of a group of a partner are from; empty for any other group.

    Such as "counts of Denmark's bundle 3 of 2026-11-30, people of 2026-10-01, signed 3f2a 81bc,
    profile inside: a count under 10 is a range".
    """
    row = _rows(store).get((call_set_id, grouping, group_id))
    return "" if row is None else _in_words(row, row["definition"])


def of_cells(store: Store, cells: Iterable[_Cell]) -> str:
    """Return where those of some cells that are of partners are from, as sentences; else nothing.

    Each is a call set, a grouping and a group of it.
    """
    rows = _rows(store)
    labels: dict[tuple[str, str], dict[str, None]] = {}
    for row in (rows[cell] for cell in cells if cell in rows):
        # Of what is said of a group no more than whether relatives are counted.
        said = _in_words(row, row["definition"].partition("; ")[2])
        labels.setdefault((row["call_set_name"], said), {})[row["group_label"]] = None
    call_sets: dict[tuple[str, str], list[str]] = {}
    for (call_set, said), groups in labels.items():
        call_sets.setdefault((", ".join(groups), said), []).append(call_set)
    return " ".join(
        f"{groups} · {', '.join(places)}: {said}." for (groups, said), places in call_sets.items()
    )


def of_groupings(store: Store, groupings: Collection[str]) -> str:
    """Return where the counts of partners' groups in some groupings are from; else nothing."""
    return of_cells(store, [cell for cell in _rows(store) if cell[1] in groupings])


def beside(store: Store, grouping: str) -> tuple[str, ...]:
    """Return a grouping, and those by which others divide their people under the same name.

    Of one of the study's these are its partners'; of a partner's the study's and other partners'.
    """
    name_of = {row["grouping"]: row["partner_grouping"] for row in _rows(store).values()}
    name = name_of.get(grouping, grouping)
    own = [name] if name in set(store.query("group_sizes")["grouping"]) else []
    same = [*own, *(theirs for theirs, called in name_of.items() if called == name)]
    return tuple(dict.fromkeys((grouping, *same)))


def _rows(store: Store) -> Mapping[_Cell, dict[str, Any]]:
    if store not in _known:
        _known[store] = {
            (row["call_set_id"], row["grouping"], row["group_id"]): row
            for row in partner_groups(store).iter_rows(named=True)
        }
    return _known[store]


def _in_words(row: Mapping[str, Any], of_people: str) -> str:
    key = row["fingerprint"][:_FINGERPRINT]
    exact = (
        f"a count under {row['min_alleles']}, or that leaves fewer of AN, is a range"
        if row["min_alleles"]
        else "all counts are exact"
    )
    terms = f", for {row['terms']}" if row["terms"] else ""
    who = f"; {of_people}" if of_people else ""
    return (
        f"counts of {row['partner_name']}'s bundle {row['sequence']} of "
        f"{row['created_at']:%Y-%m-%d}, people of {row['counted_on']}, signed {key[:4]} {key[4:]}"
        f"{terms}, profile {row['profile']}: {exact}{who}"
    )
