"""The same people by the other basis: what they say of themselves, and what their genotypes say."""

from dataclasses import dataclass

import polars as pl

from straits.queries.groups.population import Population
from straits.queries.groups.populations_shown import over_call_sets, populations
from straits.store import Store
from straits.tables import EVERYONE


@dataclass(frozen=True)
class Bases:
    """The study's first self-reported and first inferred grouping, and which groups correspond.

    reported, inferred
        Groupings.
    usual
        The inferred group that most people of a self-reported group are in, by its group_id.
    """

    reported: str
    inferred: str
    usual: dict[str, str]

    def other(self, grouping: str, group_id: str) -> tuple[str, str] | None:
        """Return grouping and group_id that a group has by the other basis; None without one.

        The first self-reported group, in the study's order, of those that an inferred one has.
        """
        if grouping == self.reported and group_id in self.usual:
            return self.inferred, self.usual[group_id]
        if grouping == self.inferred:
            named = (name for name, usual in self.usual.items() if usual == group_id)
            return next(((self.reported, name) for name in named), None)
        return None


def bases(store: Store) -> Bases | None:
    """Return the two bases of a study; None where it has not both, or no individual data here."""
    if not store.has_rows:
        return None
    groupings = populations(store).filter(~pl.col("is_panel") & (pl.col("grouping") != EVERYONE))
    by_basis = {
        is_inferred: groupings.filter(is_inferred=is_inferred)["grouping"].first()
        for is_inferred in (False, True)
    }
    reported, inferred = by_basis[False], by_basis[True]
    if reported is None or inferred is None:
        return None
    rows = store.query("group_agreement", sample_set="all").drop_nulls("inferred_label")
    of_label = dict(
        groupings.filter(grouping=inferred).select("label", "group_id").unique().iter_rows()
    )
    usual = {
        group_id: of_label[label]
        for group_id, label in rows.select("group_id", "inferred_label").iter_rows()
        if label in of_label
    }
    return Bases(str(reported), str(inferred), usual)


def by_other_basis(store: Store, known: Bases, population: Population) -> Population | None:
    """Return the group that a group's people mostly are by the other basis, in its call sets.

    None for a cohort, a panel, and a group without such a one that is shown there.
    """
    other = known.other(population.grouping, population.group_id)
    return None if other is None else over_call_sets(store, *other, population.call_set_ids)
