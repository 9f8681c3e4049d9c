"""What A and B can be: a group of one call set, a group pooled over call sets, or a cohort."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from urllib.parse import quote, unquote
from weakref import WeakKeyDictionary

import polars as pl

from straits.errors import QueryError
from straits.queries.groups import bundles_gone, cohort_populations, provenance
from straits.queries.groups.population import Population as Population
from straits.store import Store
from straits.tables import EVERYONE

# Why a group without people cannot be chosen.
NOBODY = "nobody is in it"

# A release and what its profile shows do not change, and every page asks several times.
_known: WeakKeyDictionary[Store, pl.DataFrame] = WeakKeyDictionary()

# Between the call sets of an address; no id of one has it.
_BETWEEN = "~"
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

    A group is of all its call sets, of one, or of several with ~ between them.

    Raises QueryError if there is none of that name, or if the profile does not show it.
    """
    if cohort_populations.is_cohort(population_id):
        return cohort_populations.population(store, population_id)
    address = _ADDRESS.fullmatch(population_id)
    if address is None:
        raise QueryError(
            f"Expected a population as group:<grouping>/<group>@<call set>, got {population_id!r}. "
            "Choose A and B from the lists."
        )
    grouping, group_id, where = (unquote(part) for part in address.groups(default=""))
    if _BETWEEN in where:
        several = over_call_sets(store, grouping, group_id, where.split(_BETWEEN))
        if several is not None and several.population_id == population_id:
            return several
    matches = populations(store).filter(pl.col("population_id") == population_id)
    if matches.is_empty():
        why = bundles_gone.why_gone(store, grouping, where) or (
            f"The study {store.study.name!r} (release {store.release_id}) has no group "
            f"{population_id.removeprefix('group:')!r}."
        )
        raise QueryError(f"{why} Choose A and B from the lists.")
    chosen = _population(matches.row(0, named=True))
    if not chosen.is_selectable:
        raise QueryError(f"{chosen.long_label} cannot be chosen: {chosen.reason}.")
    return chosen


def over_call_sets(
    store: Store, grouping: str, group_id: str, call_set_ids: Sequence[str]
) -> Population | None:
    """Return a group over those of some call sets that have it shown; None where none has."""
    of_group = populations(store).filter(
        "is_selectable", pl.col("grouping") == grouping, pl.col("group_id") == group_id
    )
    parts = of_group.filter(pl.col("call_set_id").is_in(list(call_set_ids)))
    if parts.height < 2:
        return _population(parts.row(0, named=True)) if parts.height else None
    ids = parts["call_set_id"].to_list()
    pooled = of_group.filter(pl.col("call_set_id").is_null())
    if pooled.is_empty():
        # What others count is added up nowhere.
        return _population(parts.sort("n_people", descending=True).row(0, named=True))
    whole = pooled.row(0, named=True)
    if len(ids) == len(whole["call_set_ids"]):
        return _population(whole)
    sums = {
        name: None if parts[name].null_count() else int(parts[name].sum())
        for name in ("n_people", "n_xx", "n_xy", "n_unknown", "n_unrelated")
    }
    place = _pooled_place(parts.select("site_id", "site_name").unique().rows(), len(ids))
    where = _BETWEEN.join(quote(call_set_id, safe=" ") for call_set_id in ids)
    address = f"{whole['population_id']}@{where}"
    return _population(
        {**whole, **sums, **place, "population_id": address, "call_set_ids": ids}
        | {"long_label": f"{whole['label']} · {place['long_label']}"}
    )


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
        whose = provenance.of_group(store, row["call_set_id"], row["grouping"], row["group_id"])
        if row["is_panel"] and "panel" not in place.lower():
            place = f"{place} ({'partner' if whose else 'panel'})"
        yield _row(row, row["call_set_id"], [row["call_set_id"]], place) | {
            "call_set_name": row["call_set_name"],
            "site_id": row["site_id"],
            "site_name": row["site_name"],
            "is_selectable": bool(row["n_people"]),
            "reason": "" if row["n_people"] else row["reason"] or NOBODY,
            "is_panel": row["is_panel"],
            "provenance": whose,
        }


def _pooled(store: Store) -> Iterator[dict[str, Any]]:
    sites = store.query("group_sizes").select("call_set_id", "site_id", "site_name").unique()
    site_of = {call_set_id: (site_id, name) for call_set_id, site_id, name in sites.iter_rows()}
    for row in store.query("pooled_group_sizes").iter_rows(named=True):
        ids = row["call_set_ids"]
        place = _pooled_place({site_of[call_set_id] for call_set_id in ids}, len(ids))
        yield (
            _row(row, None, ids, place.pop("long_label"))
            | place
            | {
                "is_panel": False,
                "provenance": "",
                "is_selectable": True,
                "reason": "",
            }
        )


def _pooled_place(sites: Collection[tuple[str, str]], n_call_sets: int) -> dict[str, Any]:
    """Return where call sets are that are added up: of one site, or of several."""
    pooled = f"{n_call_sets} call sets pooled"
    site_id, site_name = next(iter(sites)) if len(sites) == 1 else (None, "pooled")
    return {
        "long_label": f"{site_name}, {pooled}" if site_id else pooled,
        "call_set_name": pooled,
        "site_id": site_id,
        "site_name": site_name,
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
