"""A cohort as A or B: by its id, or by the cohort itself in the address."""

import re
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import polars as pl

from straits import cohorts
from straits.cohorts import Tree
from straits.errors import QueryError
from straits.queries.groups import cohort_words
from straits.queries.groups.population import Population
from straits.store import Store, saved_cohorts

GROUPING = "cohort"
COLOUR, SHAPE = "#E69F00", "diamond"

_SAVED = re.compile(r"cohort:([0-9a-f]{16})(?:@([^/@]+))?")
_UNSAVED = re.compile(r"(~[A-Za-z0-9_-]*)(?:@([^/@]+))?")
_LONGEST_LABEL = 60
_BEFORE_GROUPS = 1000
_COUNTS = ("n_people", "n_xx", "n_xy", "n_unknown", "n_unrelated", "sort_order")
_FLAGS = ("is_inferred", "is_selectable", "is_panel")
_SCHEMA: dict[str, Any] = {
    field.name: pl.List(pl.String)
    if field.name == "call_set_ids"
    else pl.Int64
    if field.name in _COUNTS
    else pl.Boolean
    if field.name in _FLAGS
    else pl.String
    for field in fields(Population)
}


def is_cohort(population_id: str) -> bool:
    """Tell whether an address means to be that of a cohort."""
    return population_id.startswith(("cohort:", "~"))


def address(tree: Tree, is_saved: bool, call_set_id: str | None = None) -> str | None:
    """Return the address of a cohort; None if it is too long to be one without being saved.

    >>> address(cohorts.EVERYBODY, True, "wgs")
    'cohort:5b5da1b6e3c6473d@wgs'
    """
    link = f"cohort:{cohorts.cohort_id(tree)}" if is_saved else cohorts.to_link(tree)
    return f"{link}@{call_set_id}" if link and call_set_id else link


def tree_of(population_id: str) -> Tree:
    """Return the cohort of an address.

    Raises QueryError if the link is broken or the cohort was not saved on this server.
    """
    return _read(population_id)[0]


def population(store: Store, population_id: str) -> Population:
    """Return a cohort as a population, over the call sets in which the profile shows it.

    Raises QueryError, naming the criterion at fault, for one that cannot be asked of this release,
    is empty, or has too few people.
    """
    tree, call_set_id = _read(population_id)
    return of_tree(store, tree, call_set_id, population_id)


def of_tree(
    store: Store, tree: Tree, call_set_id: str | None = None, population_id: str = ""
) -> Population:
    """Return a cohort as a population: `population`, for one that may have no address."""
    cohort_id = store.cohorts.enter(tree)
    saved = saved_cohorts().named(cohort_id)
    sizes = store.cohorts.sizes(cohort_id)
    if call_set_id is not None:
        sizes = sizes.filter(pl.col("call_set_id") == call_set_id)
    shown = sizes.filter(pl.col("n_people").is_not_null())
    if shown.is_empty():
        raise QueryError(_why_not(store, tree, sizes))
    named = store.query("call_sets").filter(
        pl.col("call_set_id").is_in(shown["call_set_id"].implode())
    )
    ids = named["call_set_id"].to_list()
    place = _place(named)
    label = saved.name if saved else _shortened(cohort_words.words(store).sentence(tree))
    return Population(
        population_id=population_id,
        label=label,
        long_label=f"{label} · {place}",
        grouping=GROUPING,
        grouping_label="Cohort",
        is_inferred=False,
        group_id=cohort_id,
        call_set_id=ids[0] if len(ids) == 1 else None,
        call_set_ids=tuple(ids),
        call_set_name=place,
        site_id=named["site_id"][0] if named["site_id"].n_unique() == 1 else None,
        site_name=place,
        **{name: _summed(shown[name]) for name in shown.columns[2:]},
        colour=COLOUR,
        shape=SHAPE,
        is_selectable=True,
        reason="",
        sort_order=-1,
        is_panel=False,
        provenance="",
    )


def cells(store: Store, populations: Sequence[Population]) -> pl.DataFrame:
    """Return one row per call set of each population that is a cohort, with Population's columns.

    They come before all groups, in the order given.
    """
    named = {row["call_set_id"]: row for row in store.query("call_sets").iter_rows(named=True)}
    rows: list[dict[str, Any]] = []
    for population in populations:
        if population.grouping != GROUPING:
            continue
        sizes = store.cohorts.sizes(population.group_id)
        by_call_set = {row["call_set_id"]: row for row in sizes.iter_rows(named=True)}
        is_whole, address = len(population.call_set_ids) == 1, population.population_id
        for call_set_id in population.call_set_ids:
            row, call_set = by_call_set[call_set_id], named[call_set_id]
            rows.append(
                {
                    **vars(population),
                    **{name: row[name] for name in row if name != "reason"},
                    "population_id": address if is_whole else f"{address}@{call_set_id}",
                    "long_label": f"{population.label} · {call_set['call_set_name']}",
                    "call_set_ids": [call_set_id],
                    "call_set_name": call_set["call_set_name"],
                    "site_id": call_set["site_id"],
                    "site_name": call_set["site_name"],
                    "sort_order": len(rows) - _BEFORE_GROUPS,
                }
            )
    return pl.DataFrame(rows, schema=_SCHEMA)


def _read(population_id: str) -> tuple[Tree, str | None]:
    if match := _UNSAVED.fullmatch(population_id):
        return cohorts.from_link(match[1]), match[2]
    match = _SAVED.fullmatch(population_id)
    if match is None:
        raise QueryError(
            f"The link to a cohort is broken: expected cohort:<16 hex digits>, got "
            f"{population_id[:60]!r}. Copy it again, whole."
        )
    shelf = saved_cohorts()
    tree = shelf.find(match[1])
    if tree is None and shelf.fault:
        raise QueryError(f"{shelf.fault}.")
    if tree is None:
        raise QueryError(
            f"No cohort {match[1]!r} was saved on this server. Open it where it was saved and copy "
            "its link from there, or ask its owner for the sentence that describes it."
        )
    return tree, match[2]


def _why_not(store: Store, tree: Tree, sizes: pl.DataFrame) -> str:
    sentence = _shortened(cohorts.sentence(tree), 300)
    if sizes.is_empty():
        return f"The cohort “{sentence}” has nobody in a call set of that name."
    attrition = store.cohorts.attrition(tree)
    if attrition.fault:
        return f"The cohort “{sentence}” is empty: {attrition.fault}."
    reasons = [reason for reason in sizes["reason"] if reason != "nobody is in it"]
    return (
        f"The cohort “{sentence}” cannot be shown under the profile {store.profile.label!r}: "
        f"{(reasons or ['nobody is in it'])[0]}. Widen one of its criteria."
    )


def _place(named: pl.DataFrame) -> str:
    if named.height == 1:
        return str(named["site_name"][0])
    sites = named["site_name"].unique(maintain_order=True)
    return f"{' and '.join(sites)}, {named.height} call sets pooled"


def _summed(counts: pl.Series) -> int | None:
    return None if counts.null_count() else int(counts.sum())


def _shortened(text: str, longest: int = _LONGEST_LABEL) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
