"""One A or B: who is compared."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl


@dataclass(frozen=True)
class Population:
    """One A or B.

    population_id
        As in an address: group:<grouping>/<group_id>@<call_set_id>, cohort:<id>@<call_set_id> or
        ~<the cohort itself>@<call_set_id>, without @ if pooled; some call sets of a group, with
        ~ between them.
    grouping, group_id
        Of a cohort: "cohort" and its id.
    long_label
        Group and place, such as "Chinese · Singapore"; with the call set if its site has several.
    site_id
        Of the one site whose call sets they are; None where they are of several.
    call_set_ids
        The call sets it is counted over; more than one if pooled.
    is_panel
        Whether it is of an external panel: published counts, no people of the study.
    provenance
        Of a group of a partner, whose counts they are, of when and how exact; else empty.
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
    is_panel: bool = False
    provenance: str = ""

    @property
    def grouping_in_words(self) -> str:
        """Return the grouping's label within a sentence; a partner's begins with its name."""
        return self.grouping_label if self.provenance else self.grouping_label.lower()

    @property
    def counted_by(self) -> str:
        """Return who counted a group of which there are no people: "a partner", or a panel."""
        return "a partner" if self.provenance else "an external panel"


def basis(is_inferred: bool, is_panel: bool, is_of_partner: bool) -> str:
    """Return how people came to be in a group: self-reported is never taken for inferred.

    >>> basis(False, True, True)
    'self-reported, as the partner says'
    """
    if is_panel and not is_of_partner:
        return "as published"
    said = "inferred from genotypes" if is_inferred else "self-reported"
    return f"{said}, as the partner says" if is_of_partner else said


def cells_of(population: Population) -> pl.Expr:
    """Return which rows are of a population, or of a call set of it where it is pooled.

    The rows have grouping, group_id and call_set_id.
    """
    return (
        (pl.col("grouping") == population.grouping)
        & (pl.col("group_id") == population.group_id)
        & pl.col("call_set_id").is_in(list(population.call_set_ids))
    )


# What two populations are told apart by: the first in which they differ.
_NAMES: tuple[Callable[[Population], str], ...] = (
    lambda one: one.label,
    lambda one: one.long_label,
    lambda one: f"{one.label} · {' and '.join(one.call_set_ids)}",
    lambda one: f"{one.label} · {one.grouping_label.lower()}",
)


def told_apart(a: Population, b: Population) -> tuple[Population, Population]:
    """Return A and B with labels that differ: by place, call sets or grouping where they must."""
    names = next((name for name in _NAMES if name(a) != name(b)), _NAMES[0])
    return replace(a, label=names(a)), replace(b, label=names(b))
