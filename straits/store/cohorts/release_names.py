"""What a release calls its sites, groups and phenotypes, and which of a cohort's names it lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from straits import cohorts
from straits.cohorts import Category, Event, Matched, Measurement, Tree, sentence
from straits.store.cohorts.cohort_sql import walk
from straits.store.cohorts.named_alleles import Run
from straits.store.query.sql_files import fixed


@dataclass(frozen=True)
class Phenotype:
    """What the release's dictionary says of a phenotype."""

    kind: str
    unit: str | None
    categories: tuple[str, ...]


@dataclass(frozen=True)
class ReleaseNames:
    """The names that a cohort can use."""

    sites: frozenset[str]
    call_sets: frozenset[str]
    assays: frozenset[str]
    groups: Mapping[str, frozenset[str]]  # by grouping
    phenotypes: Mapping[str, Phenotype]

    def complaints(self, tree: Tree) -> list[str]:
        """Return, for each criterion that cannot be asked of this release, why; in order."""
        return [
            f"the criterion “{sentence(node)}”: {complaint}"
            for node in walk(tree)
            if (complaint := self._complaint(node))
        ]

    def _complaint(self, node: Tree) -> str:
        if isinstance(node, cohorts.Site):
            return _unknown("site", node.sites, self.sites)
        if isinstance(node, cohorts.CallSet):
            return _unknown("call set", node.call_sets, self.call_sets)
        if isinstance(node, cohorts.Assay):
            return _unknown("assay", node.assays, self.assays)
        if isinstance(node, cohorts.Group):
            missing = _unknown("grouping", (node.grouping,), self.groups)
            return missing or _unknown("group", node.groups, self.groups[node.grouping])
        if isinstance(node, Matched) and node.grouping is not None:
            return _unknown("grouping", (node.grouping,), self.groups)
        if isinstance(node, Event | Measurement | Category):
            return self._of_phenotype(node)
        return ""

    def _of_phenotype(self, node: Event | Measurement | Category) -> str:
        if node.phenotype not in self.phenotypes:
            return _unknown("phenotype", (node.phenotype,), self.phenotypes)
        described = self.phenotypes[node.phenotype]
        if isinstance(node, Measurement):
            if described.kind != "continuous":
                return f"{node.phenotype!r} is {described.kind} and has no values to compare"
            if node.unit is not None and node.unit != described.unit:
                return f"the release gives {node.phenotype!r} in {described.unit}, not {node.unit}"
        if isinstance(node, Category):
            if described.kind != "categorical":
                return f"{node.phenotype!r} is {described.kind} and has no categories"
            return _unknown("category", node.categories, described.categories)
        return ""


def release_names(run: Run) -> ReleaseNames:
    """Return the names of the release that statements are run on."""
    call_sets = run(fixed("store", "call_sets_of_people").text, {})
    phenotypes = run(fixed("store", "kinds_of_phenotypes").text, {})
    groups: dict[str, set[str]] = {}
    for grouping, group_id in run(fixed("store", "groups_of_people").text, {}).iter_rows():
        groups.setdefault(grouping, set()).add(group_id)
    return ReleaseNames(
        frozenset(call_sets["site_id"]),
        frozenset(call_sets["call_set_id"]),
        frozenset(call_sets["assay"].drop_nulls()),
        {grouping: frozenset(group_ids) for grouping, group_ids in groups.items()},
        {
            name: Phenotype(kind, unit, tuple((categories or "").split("; ")))
            for name, kind, unit, categories in phenotypes.iter_rows()
        },
    )


def _unknown(of: str, names: Sequence[str], known: Mapping[str, object] | frozenset[str] |
             Sequence[str]) -> str:  # fmt: skip
    for name in names:
        if name not in known:
            near, some = get_close_matches(name, known, n=1), sorted(known)
            more = f" and {len(some) - 5} more" if len(some) > 5 else ""
            listed = f"; it has {', '.join(some[:5])}{more}" if some else "; it has none"
            hint = f"; the nearest is {near[0]!r}" if near else listed
            return f"the release has no {of} {name!r}{hint}"
    return ""
