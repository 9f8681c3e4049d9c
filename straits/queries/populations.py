"""What A and B can be: a group of one call set, or a group pooled over call sets."""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

import polars as pl

from straits.errors import QueryError
from straits.store import Store
from straits.tables import EVERYONE

_ADDRESS = re.compile(r"group:([^/@]+)/([^/@]+)(?:@([^/@]+))?")


@dataclass(frozen=True)
class Population:
    """One A or B.

    population_id
        As in an address: group:<grouping>/<group_id>@<call_set_id>, without @ if pooled.
    call_set_ids
        The call sets it is counted over; more than one if pooled.
    reason
        Why it cannot be chosen; empty if it can.
    n_people, n_xx, n_xy, n_unknown, n_unrelated
        None where the profile withholds the number.
    """

    population_id: str
    label: str
    long_label: str
    grouping: str
    grouping_label: str
    is_inferred: bool
    group_id: str
    call_set_id: str | None
    call_set_ids: tuple[str, ...]
    call_set_name: str
    site_id: str | None
    site_name: str
    n_people: int | None
    n_xx: int | None
    n_xy: int | None
    n_unknown: int | None
    n_unrelated: int | None
    colour: str
    shape: str
    is_selectable: bool
    reason: str
    sort_order: int


def populations(store: Store) -> pl.DataFrame:
    """Return one row per population, in the order to offer them: grouping, site, group; pooled last.

    Columns: those of Population (call_set_ids as a list). Populations that the profile does not
    show are there with is_selectable false and a reason, their counts null. The grouping
    "everyone" comes last.
    """
    raise NotImplementedError


def selectable_populations(store: Store) -> tuple[Population, ...]:
    """Return the populations that can be A or B, in the order to offer them."""
    rows = populations(store).filter(pl.col("is_selectable")).iter_rows(named=True)
    return tuple(_population(row) for row in rows)


def population(store: Store, population_id: str) -> Population:
    """Return one population by its address.

    Raises QueryError if there is none of that name, or if the profile does not show it.
    """
    raise NotImplementedError


def default_pair(store: Store) -> tuple[Population, Population]:
    """Return A and B for a reader who has chosen nothing: never empty, never the same twice.

    The two largest groups of different sites in the first self-reported grouping that is not
    "everyone"; in a study of one site, the first two groups in the study's order.
    Raises QueryError if fewer than two populations may be shown.
    """
    raise NotImplementedError
