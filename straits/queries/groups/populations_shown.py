"""What A and B can be: a group of one call set, a group pooled over call sets, or a cohort."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from weakref import WeakKeyDictionary

import polars as pl

from straits.errors import QueryError
from straits.queries.groups import cohort_populations
from straits.queries.groups.population import Population as Population
from straits.store import Store
from straits.tables import EVERYONE

# Why a group without people cannot be chosen.
NOBODY = "nobody is in it"

# A release and what its profile shows do not change, and every page asks several times.
_known: WeakKeyDictionary[Store, pl.DataFrame] = WeakKeyDictionary()

_ADDRESS = re.compile(r"group:([^/@]+)/([^/@]+)(?:@([^/@]+))?")


def populations(store: Store) -> pl.DataFrame:
    """Return one row per population, in the order to offer them: grouping, site, group.

    Columns: those of Population (call_set_ids as a list). Pooled populations follow those of one
    call set within each grouping; the grouping "everyone" comes last. Populations that the profile
    does not show are there with is_selectable false and a reason, their counts null.
    """
    if store not in _known:
        _known[store] = _populations(store)
    return _known[store]


def _populations(store: Store) -> pl.DataFrame:
    rows = [*_of_one_call_set(store), *_pooled(store)]
    order = list(dict.fromkeys(row["grouping"] for row in rows))
    order.sort(key=lambda grouping: grouping == EVERYONE)
    rows.sort(key=lambda row: order.index(row["grouping"]))
    return pl.DataFrame(
        [row | {"sort_order": place} for place, row in enumerate(rows)], infer_schema_length=None
    )


def selectable_populations(store: Store) -> tuple[Population, ...]:
    """Return the populations that can be A or B, in the order to offer them."""
    rows = populations(store).filter(pl.col("is_selectable")).iter_rows(named=True)
    return tuple(_population(row) for row in rows)


def population(store: Store, population_id: str) -> Population:
    """Return one population by its address: a group, or a cohort, saved or not.

    Raises QueryError if there is none of that name, or if the profile does not show it.
    """
    if cohort_populations.is_cohort(population_id):
        return cohort_populations.population(store, population_id)
    if _ADDRESS.fullmatch(population_id) is None:
        raise QueryError(
            f"Expected a population as group:<grouping>/<group>@<call set>, got {population_id!r}. "
            "Choose A and B from the lists."
        )
    matches = populations(store).filter(pl.col("population_id") == population_id)
    if matches.is_empty():
        raise QueryError(
            f"The study {store.study.name!r} (release {store.release_id}) has no group "
            f"{population_id.removeprefix('group:')!r}. Choose A and B from the lists."
        )
    chosen = _population(matches.row(0, named=True))
    if not chosen.is_selectable:
        raise QueryError(f"{chosen.long_label} cannot be chosen: {chosen.reason}.")
    return chosen


def default_pair(store: Store) -> tuple[Population, Population]:
    """Return A and B for a reader who has chosen nothing: never empty, never the same twice.

    The two largest groups of different sites in the first self-reported grouping that is not
    "everyone" and not of an external panel; in a study of one site, the two largest that are parts
    of different groups, else the first two groups in the study's order.
    Raises QueryError if fewer than two populations may be shown.
    """
    offered = [
        population
        for population in selectable_populations(store)
        if population.call_set_id is not None
    ]
    offered.sort(
        key=lambda population: (
            population.is_panel,
            population.grouping == EVERYONE,
            population.is_inferred,
        )
    )
    for grouping in dict.fromkeys(population.grouping for population in offered):
        candidates = [population for population in offered if population.grouping == grouping]
        by_size = sorted(candidates, key=lambda population: -(population.n_people or 0))
        elsewhere = [
            population for population in by_size if population.site_id != by_size[0].site_id
        ]
        if elsewhere:
            return by_size[0], elsewhere[0]
        parents = _parents(store, grouping)
        part_of = parents.get(by_size[0].group_id)
        apart = [
            population
            for population in by_size
            if parents.get(population.group_id, part_of) != part_of
        ]
        if apart:
            return by_size[0], apart[0]
        if len(candidates) > 1:
            return candidates[0], candidates[1]
    raise QueryError(
        f"The study {store.study.name!r} has no two groups that may be compared under the profile "
        f"{store.profile.label!r}. Join small groups in the study file and ingest again."
    )


def _parents(store: Store, grouping: str) -> dict[str, str]:
    """Return, for each group of a grouping that is part of another, which one that is."""
    known = store.query("parent_groups").filter(pl.col("grouping") == grouping)
    return dict(known.select("group_id", "parent_group").iter_rows())


def group_address(grouping: str, group_id: str, call_set_id: str | None) -> str:
    """Return the address of a group; names keep their spaces, signs of the address are encoded.

    >>> group_address("ethnic_group", "Chinese", "sg_wgs")
    'group:ethnic_group/Chinese@sg_wgs'
    """
    where = f"@{quote(call_set_id, safe=' ')}" if call_set_id else ""
    return f"group:{quote(grouping, safe=' ')}/{quote(group_id, safe=' ')}{where}"


def _of_one_call_set(store: Store) -> Iterator[dict[str, Any]]:
    sizes = store.query("group_sizes")
    n_call_sets = dict(sizes.group_by("site_id").agg(pl.col("call_set_id").n_unique()).iter_rows())
    for row in sizes.sort("sort_order").iter_rows(named=True):
        place = row["site_name"]
        if n_call_sets[row["site_id"]] > 1:
            name = row["call_set_name"]
            # Many call sets are named after their site, as in "Singapore exomes".
            place = name if name.startswith(place) else f"{place} {name}"
        if row["is_panel"] and "panel" not in place.lower():
            place = f"{place} (panel)"
        yield _row(row, row["call_set_id"], [row["call_set_id"]], place) | {
            "call_set_name": row["call_set_name"],
            "site_id": row["site_id"],
            "site_name": row["site_name"],
            "is_selectable": bool(row["n_people"]),
            "reason": "" if row["n_people"] else row["reason"] or NOBODY,
            "is_panel": row["is_panel"],
        }


def _pooled(store: Store) -> Iterator[dict[str, Any]]:
    for row in store.query("pooled_group_sizes").iter_rows(named=True):
        n_call_sets = len(row["call_set_ids"])
        yield _row(row, None, row["call_set_ids"], f"{n_call_sets} call sets pooled") | {
            "call_set_name": f"{n_call_sets} call sets pooled",
            "site_id": None,
            "site_name": "pooled",
            "is_panel": False,
            "is_selectable": True,
            "reason": "",
        }


def _row(
    row: dict[str, Any], call_set_id: str | None, call_set_ids: list[str], place: str
) -> dict[str, Any]:
    return {
        "population_id": group_address(row["grouping"], row["group_id"], call_set_id),
        "label": row["group_label"],
        "long_label": f"{row['group_label']} · {place}",
        "grouping": row["grouping"],
        "grouping_label": row["grouping_label"],
        "is_inferred": row["is_inferred"],
        "group_id": row["group_id"],
        "call_set_id": call_set_id,
        "call_set_ids": call_set_ids,
        "n_people": row["n_people"],
        "n_xx": row["n_people_xx"],
        "n_xy": row["n_people_xy"],
        "n_unknown": row["n_people_unknown"],
        "n_unrelated": row["n_unrelated"],
        "colour": row["colour"],
        "shape": row["shape"],
    }


def _population(row: dict[str, Any]) -> Population:
    return Population(**{**row, "call_set_ids": tuple(row["call_set_ids"])})
