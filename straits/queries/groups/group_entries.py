"""How groups are offered: one entry for each, its call sets below it; the pair to begin with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import unquote
from weakref import WeakKeyDictionary

from straits.errors import QueryError
from straits.queries.groups import provenance
from straits.queries.groups.population import Population
from straits.queries.groups.populations_shown import (
    group_address,
    over_call_sets,
    selectable_populations,
)
from straits.store import Store
from straits.tables import EVERYONE

_MOST_NEAR = 3


# A release and what its profile shows do not change, and every page asks several times.
_known: WeakKeyDictionary[Store, tuple["Entry", ...]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Entry:
    """A group as it is offered.

    lead
        All its people at a site, the one that has most of them: people of several sites are added
        up only by who asks for it.
    others
        The same group otherwise: call set by call set, pooled over sites last.
    """

    lead: Population
    others: tuple[Population, ...]


def entries(store: Store) -> tuple[Entry, ...]:
    """Return the groups that can be A or B, each once, in the order to offer them."""
    if store not in _known:
        _known[store] = _entries(store)
    return _known[store]


def _entries(store: Store) -> tuple[Entry, ...]:
    by_group: dict[tuple[str, str], list[Population]] = {}
    for group in selectable_populations(store):
        by_group.setdefault((group.grouping, group.group_id), []).append(group)
    return tuple(_entry(store, several) for several in by_group.values())


def near_leads(store: Store, population_id: str) -> tuple[Population, ...]:
    """Return what somebody may have meant by the address of a group that is not offered.

    The same group as its entry leads with it; else groups of nearly that name, the likeliest first,
    at most three; nothing for a cohort.
    """
    named = population_id.removeprefix("group:").partition("@")[0]
    grouping, _, group_id = named.partition("/")
    leads = {
        group_address(entry.lead.grouping, entry.lead.group_id, None): entry.lead
        for entry in entries(store)
    }
    if same := leads.get(f"group:{named}"):
        return (same,)
    by_name: dict[str, list[Population]] = {}
    for lead in sorted(leads.values(), key=lambda lead: lead.grouping != grouping):
        for name in {lead.label.casefold(), lead.group_id.casefold()}:
            by_name.setdefault(name, []).append(lead)
    wanted = unquote(group_id or grouping).casefold()
    near = get_close_matches(wanted, by_name, n=_MOST_NEAR)
    return tuple(dict.fromkeys(lead for name in near for lead in by_name[name]))[:_MOST_NEAR]


def default_pair(store: Store) -> tuple[Population, Population]:
    """Return A and B for a reader who has chosen nothing: never empty, never the same twice.

    The two largest groups of different sites, as entries lead with them, in the first self-reported
    grouping that is not "everyone" and not of an external panel; in a study of one site, the two
    largest that are parts of different groups, else the first two groups in the study's order; a
    grouping's only group and the largest that a partner has by the same, else its call sets.
    Raises QueryError if fewer than two populations may be shown.
    """
    by_grouping: dict[str, list[Entry]] = {}
    for entry in entries(store):
        by_grouping.setdefault(entry.lead.grouping, []).append(entry)
    for grouping in sorted(by_grouping, key=lambda name: _rank(by_grouping[name][0].lead)):
        several = by_grouping[grouping]
        candidates = [entry.lead for entry in several]
        if len(several) == 1:
            theirs = _of_partners(grouping, by_grouping, store)
            if theirs:
                return candidates[0], max(theirs, key=lambda group: group.n_people or 0)
            every = (several[0].lead, *several[0].others)
            candidates = [group for group in every if group.call_set_id is not None]
        by_size = sorted(candidates, key=lambda group: -(group.n_people or 0))
        elsewhere = [group for group in by_size if group.site_id != by_size[0].site_id]
        if elsewhere:
            return by_size[0], elsewhere[0]
        parents = _parents(store, grouping)
        part_of = parents.get(by_size[0].group_id)
        apart = [group for group in by_size if parents.get(group.group_id, part_of) != part_of]
        if apart:
            return by_size[0], apart[0]
        if len(candidates) > 1:
            return candidates[0], candidates[1]
    left_out = "".join(f" {site.name} is left out: {site.why}." for site in store.left_out)
    raise QueryError(
        f"The study {store.study.name!r} has no two groups that may be compared under the profile "
        f"{store.profile.label!r}.{left_out} Join small groups in the study file and ingest again."
    )


def _of_partners(
    grouping: str, by_grouping: Mapping[str, Sequence[Entry]], store: Store
) -> list[Population]:
    """Return the groups of partners who divide their people as a grouping of the study does."""
    if by_grouping[grouping][0].lead.provenance:
        return []
    names = provenance.beside(store, grouping)[1:]
    return [entry.lead for name in names for entry in by_grouping.get(name, ())]


def _entry(store: Store, several: list[Population]) -> Entry:
    n_people: dict[str, int] = {}
    for part in several:
        if part.call_set_id is not None and part.site_id is not None:
            n_people[part.site_id] = n_people.get(part.site_id, 0) + (part.n_people or 0)
    site_id = max(n_people, key=lambda site: n_people[site])
    here = [part.call_set_id for part in several if part.call_set_id and part.site_id == site_id]
    lead = over_call_sets(store, several[0].grouping, several[0].group_id, here) or several[0]
    return Entry(lead, tuple(group for group in several if group != lead))


def _rank(group: Population) -> tuple[bool, bool, bool]:
    return group.is_panel, group.grouping == EVERYONE, group.is_inferred


def _parents(store: Store, grouping: str) -> dict[str, str]:
    """Return, for each group of a grouping that is part of another, which one that is."""
    known = store.query("parent_groups").filter(grouping=grouping)
    return dict(known.select("group_id", "parent_group").iter_rows())
