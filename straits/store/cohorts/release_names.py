"""What a release calls its sites, groups and phenotypes, and which of a cohort's names it lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from straits import cohorts
from straits.cohorts import Category, Event, Matched, Measurement, Tree, quoted, sentence
from straits.store.cohorts.asked_values import (
    Phenotype,
    code_question,
    coded_criterion,
    likely_criterion,
    unit_question,
)
from straits.store.cohorts.cohort_sql import walk
from straits.store.query.running import Run
from straits.store.query.sql_files import fixed, query_path, read_sql_file

# Fewer people than this are no spread of values; the profile's own minimum is no more.
_FEW = 20
_CODED = ("icd10", "atc", "loinc", "npu", "omop")


@dataclass(frozen=True)
class ReleaseNames:
    """The names that a cohort can use."""

    sites: frozenset[str]
    call_sets: frozenset[str]
    assays: frozenset[str]
    groups: Mapping[str, frozenset[str]]  # by grouping
    phenotypes: Mapping[str, Phenotype]
    pharmacogenes: Mapping[str, tuple[str, ...]]  # the phenotypes of each, as criteria have them

    @property
    def units(self) -> dict[str, str]:
        """The unit of each phenotype that has one."""
        return {name: each.unit for name, each in self.phenotypes.items() if each.unit}

    @property
    def example(self) -> str:
        """A sentence of this release's own names."""
        parts = ["sex is XX", "age above 50"]
        for grouping, groups in self.groups.items():
            if groups:
                parts.insert(0, f"{quoted('grouping', grouping)} is {quoted('group', min(groups))}")
                break
        for name, phenotype in self.phenotypes.items():
            if phenotype.kind == "binary" and phenotype.n_sites:
                parts.append(f"never {quoted('phenotype', name)}")
                break
        return " and ".join(parts)

    def meant(self, words: str) -> str:
        """Return the criterion that is likely meant by words that are none; else nothing."""
        return likely_criterion(words, self.phenotypes)

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
        if isinstance(node, cohorts.PgxPhenotype):
            return self._of_pharmacogene(node)
        if isinstance(node, Event | Measurement | Category):
            return self._of_phenotype(node)
        return ""

    def _of_pharmacogene(self, node: cohorts.PgxPhenotype) -> str:
        if node.gene not in self.pharmacogenes:
            called = ", ".join(self.pharmacogenes) or "no gene"
            return f"no diplotypes of {node.gene!r} are called; they are of {called}"
        known = self.pharmacogenes[node.gene]
        return _unknown(f"phenotype of {node.gene}", node.phenotypes, known)

    def _of_phenotype(self, node: Event | Measurement | Category) -> str:
        if node.phenotype not in self.phenotypes:
            unknown = _unknown("phenotype", (node.phenotype,), self.phenotypes)
            coded = coded_criterion(node.phenotype, self.phenotypes)
            return f"{unknown}; did you mean “{coded}”?" if coded else unknown
        described = self.phenotypes[node.phenotype]
        if isinstance(node, Measurement):
            if described.kind != "continuous":
                return f"{node.phenotype!r} is {described.kind} and has no values to compare"
            return unit_question(node, described)
        if isinstance(node, Category):
            if described.kind != "categorical":
                return f"{node.phenotype!r} is {described.kind} and has no categories"
            return _unknown("category", node.categories, described.categories)
        return code_question(node, self.phenotypes) if isinstance(node, Event) else ""


def release_names(run: Run, has_rows: bool = True) -> ReleaseNames:
    """Return the names of the release that statements are run on, with or without its people."""
    call_sets = run(fixed("store", "call_sets_of_people").text, {})
    phenotypes = run(fixed("store", "kinds_of_phenotypes").text, {})
    spread: dict[str, tuple[float, float]] = {}
    if has_rows:
        values = run(fixed("store", "spread_of_phenotypes").text, {"few": _FEW})
        spread = {name: (low, high) for name, low, high in values.iter_rows()}
    pharmacogenes: dict[str, tuple[str, ...]] = {}
    of_genes = run(read_sql_file(query_path("pgx_phenotype_names")).text, {})
    for gene, name in of_genes.select("gene_symbol", "name").iter_rows():
        pharmacogenes[gene] = (*pharmacogenes.get(gene, ()), name)
    groups: dict[str, set[str]] = {}
    for grouping, group_id in run(fixed("store", "groups_of_people").text, {}).iter_rows():
        groups.setdefault(grouping, set()).add(group_id)
    return ReleaseNames(
        frozenset(call_sets["site_id"]),
        frozenset(call_sets["call_set_id"]),
        frozenset(call_sets["assay"].drop_nulls()),
        {grouping: frozenset(group_ids) for grouping, group_ids in groups.items()},
        {
            row["phenotype_id"]: Phenotype(
                row["kind"],
                row["unit"],
                tuple((row["categories"] or "").split("; ")),
                row["label"] or "",
                (row["lowest"], row["highest"]),
                spread.get(row["phenotype_id"]),
                {system: tuple(row[system].split("; ")) for system in _CODED if row[system]},
                row["n_sites"] or 0,
            )
            for row in phenotypes.iter_rows(named=True)
        },
        pharmacogenes,
    )


def _unknown(of: str, names: Sequence[str], known: Mapping[str, object] | frozenset[str] |
             Sequence[str]) -> str:  # fmt: skip
    for name in names:
        if name not in known:
            near, some = get_close_matches(name, known, n=1), sorted(known)
            more = f" and {len(some) - 5} more" if len(some) > 5 else ""
            listed = f"; it has {', '.join(some[:5])}{more}" if some else "; it has none"
            # As it is written in a sentence, where that needs quotes.
            written = quoted(of, near[0]) if near else ""
            nearest = repr(near[0]) if near and written == near[0] else written
            hint = f"; the nearest is {nearest}" if near else listed
            return f"the release has no {of} {name!r}{hint}"
    return ""
