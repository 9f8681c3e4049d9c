"""A cohort in the words of a study: labels of groups and phenotypes instead of their ids."""

from dataclasses import dataclass, field

from straits import cohorts
from straits.cohorts import Tree
from straits.queries.study.study_facts import group_sizes
from straits.store import Store


@dataclass(frozen=True)
class Words:
    """What things are called, by what they are the name of; see cohorts.sentence.

    units
        The unit of each phenotype that has one.
    """

    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)

    def spell(self, of: str, name: str) -> str:
        """Return the label of a name, or the name."""
        return self.labels.get((of, name), name)

    def sentence(self, tree: Tree) -> str:
        """Return a cohort in words to be read by people, with the unit of every measurement."""
        return cohorts.sentence(cohorts.with_units(tree, self.units), self.spell)


def words(store: Store) -> Words:
    """Return the words of a release."""
    labels: dict[tuple[str, str], str] = {}
    for row in group_sizes(store).iter_rows(named=True):
        labels["site", row["site_id"]] = row["site_name"]
        labels["call_set", row["call_set_id"]] = row["call_set_name"]
        labels["grouping", row["grouping"]] = row["grouping_label"]
        labels["group", row["group_id"]] = row["group_label"]
    for row in store.query("pgx_phenotype_names").iter_rows(named=True):
        labels["pgx_phenotype", row["name"]] = row["phenotype"]
    units: dict[str, str] = {}
    for row in store.query("phenotype_dictionary").iter_rows(named=True):
        labels["phenotype", row["phenotype_id"]] = row["label"]
        units |= {row["phenotype_id"]: row["unit"]} if row["unit"] else {}
    return Words(labels, units)
