"""A cohort made into SQL: one row per person counted, and for each criterion true, false or null.

Null is unknown, and SQL's own and, or, not are the three-valued logic that the language asks for.
All that a reader gives is bound; what is spelled out is the layout of the tables.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from straits import cohorts
from straits.cohorts import (
    Age,
    AllOf,
    AnyOf,
    Carrier,
    Category,
    Event,
    GeneCarrier,
    Matched,
    Measurement,
    Not,
    Tree,
)
from straits.store.cohorts import phenotype_sql
from straits.store.cohorts.phenotype_sql import Bind

# call_set_id -> who carries it, and of whom that is unknown, as masks.
CarrierMasks = Mapping[str, tuple[bytes, bytes]]
MasksOf = Mapping[Carrier | GeneCarrier, CarrierMasks]

_NAMED = {
    "site": ("site_id", "sites"),
    "call_set": ("call_set_id", "call_sets"),
    "assay": ("assay", "assays"),
}


@dataclass(frozen=True)
class Statement:
    """One select and its bound values.

    Columns: call_set_id, sample_index, then `part_1`, `part_2` ... for the trees it was made of.
    """

    text: str
    values: dict[str, object]


def statement(trees: Sequence[Tree], carriers: MasksOf) -> Statement:
    """Return the select that judges every person counted by each of some trees.

    carriers
        For each criterion on genotypes in the trees: who carries, by call set.
    Groupings must be columns of the samples of the release: see cohort_names.
    """
    made = _Maker(carriers)
    judged = [made.expression(tree) for tree in trees]
    parts = ", ".join(f"{each} as part_{number}" for number, each in enumerate(judged, start=1))
    listed = ", ".join(["call_set_id", "sample_index", *([parts] if parts else [])])
    ctes = ",\n".join(made.ctes())
    return Statement(f"with {ctes}\nselect {listed} from {made.facts}", made.values)


@dataclass
class _Maker:
    """Collects the parts of a statement while it walks along trees."""

    carriers: MasksOf
    values: dict[str, object] = field(default_factory=dict)
    groupings: list[str] = field(default_factory=list)
    joined: list[tuple[str, str]] = field(default_factory=list)  # select, columns to join by
    matched: list[str] = field(default_factory=list)

    @property
    def facts(self) -> str:
        """The relation that has a column for each criterion so far."""
        return f"matched_{len(self.matched)}" if self.matched else "facts"

    def bind(self, value: object) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"${name}"

    def ctes(self) -> list[str]:
        groups = "".join(f', samples."{_escaped(name)}" as {self.column(name)}' for name in
                         dict.fromkeys(self.groupings))  # fmt: skip
        found = [
            f"""people as (
    select samples.call_set_id, samples.sample_index, samples.person_id, samples.sex, samples.age,
        samples.is_unrelated, call_sets.site_id, call_sets.assay{groups}
    from read_parquet(rows_folder() || '/samples.parquet') as samples
    inner join staging.call_sets as call_sets on samples.call_set_id = call_sets.call_set_id
    where samples.is_counted
)"""
        ]
        columns, joins = "", ""
        for number, (select, keys) in enumerate(self.joined):
            found.append(f"leaf_{number} as materialized ({select})")
            on = " and ".join(f"people.{key} = leaf_{number}.{key}" for key in keys.split())
            joins += f"\n    left join leaf_{number} on {on}"
            columns += f", {_holds(number, keys)} as holds_{number}"
        found.append(f"facts as (\n    select people.*{columns}\n    from people{joins}\n)")
        return [*found, *self.matched]

    def column(self, grouping: str) -> str:
        return f"grouping_{list(dict.fromkeys(self.groupings)).index(grouping)}"

    def expression(self, tree: Tree) -> str:
        """Return a boolean expression over `facts`."""
        said = self._plain(tree)
        return f"coalesce({said}, true)" if tree.include_unknown else said

    def _plain(self, tree: Tree) -> str:
        if isinstance(tree, AllOf | AnyOf):
            word = " and " if isinstance(tree, AllOf) else " or "
            return f"({word.join(self.expression(part) for part in tree.parts) or 'true'})"
        if isinstance(tree, Not):
            return f"(not {self.expression(tree.part)})"
        if isinstance(tree, Matched):
            return self._matched(tree)
        if isinstance(tree, Event | Measurement | Category):
            return self._join(phenotype_sql.select(tree, self.bind), "site_id person_id")
        if isinstance(tree, Carrier | GeneCarrier):
            return self._join(_carried(self.carriers[tree], self.bind), "call_set_id")
        return self._of_person(tree)

    def _of_person(self, tree: cohorts.Leaf) -> str:
        if isinstance(tree, Age):
            return f"({phenotype_sql.within(tree, 'age', self.bind)})"
        if isinstance(tree, cohorts.Group):
            self.groupings.append(tree.grouping)
            return f"{self.column(tree.grouping)} in (select unnest({self._texts(tree.groups)}))"
        if isinstance(tree, cohorts.Sex):
            is_one = f"list_contains({self._texts(tree.sexes)}, sex)"
            return f"(case when {is_one} then true when sex != 'unknown' then false end)"
        if isinstance(tree, cohorts.Relatedness):
            return "is_unrelated" if tree.is_unrelated else "(not is_unrelated)"
        column, names = _NAMED[tree.kind]
        return f"list_contains({self._texts(getattr(tree, names))}, {column})"

    def _texts(self, names: Sequence[str]) -> str:
        return f"{self.bind(list(names))}::text[]"

    def _join(self, select: str, keys: str) -> str:
        self.joined.append((select, keys))
        return f"holds_{len(self.joined) - 1}"

    def _matched(self, tree: Matched) -> str:
        """Add a relation with a column that says who is matched; it is never unknown."""
        cohort = self.expression(tree.cohort)
        among = self.expression(tree.among) if tree.among is not None else "true"
        keys = ["call_set_id", "sex", f"floor(age / {self.bind(float(tree.years))})"]
        if tree.grouping is not None:
            self.groupings.append(tree.grouping)
            keys.append(self.column(tree.grouping))
        ratio, stratum, before = self.bind(tree.ratio), ", ".join(keys), self.facts
        number = len(self.matched) + 1
        self.matched.append(
            f"""matched_{number} as (
    select * exclude (is_case, is_eligible),
        is_eligible and row_number() over (
            partition by {stratum}, is_eligible order by md5(person_id), sample_index
        ) <= {ratio} * count(*) filter (where is_case) over (partition by {stratum})
            as is_matched_{number}
    from (
        select *, ({cohort}) is true as is_case,
            ({cohort}) is not true and ({among}) is true as is_eligible
        from {before}
    )
)"""
        )
        return f"is_matched_{number}"


def _carried(masks: CarrierMasks, bind: Bind) -> str:
    carried, unclear = (bind([pair[side] for pair in masks.values()]) for side in (0, 1))
    return (
        f"select unnest({bind(list(masks))}::text[]) as call_set_id, "
        f"unnest({carried}::blob[])::bit as carried, unnest({unclear}::blob[])::bit as unclear"
    )


def _holds(number: int, keys: str) -> str:
    if keys != "call_set_id":
        return f"leaf_{number}.{phenotype_sql.HOLDS}"
    return (
        f"case when get_bit(leaf_{number}.carried, people.sample_index::integer) = 1 then true "
        f"when get_bit(leaf_{number}.unclear, people.sample_index::integer) = 0 then false end"
    )


def _escaped(name: str) -> str:
    return name.replace('"', '""')


def walk(tree: Tree) -> list[Any]:
    """Return a tree and all that it is made of."""
    inside: Sequence[Tree] = ()
    if isinstance(tree, AllOf | AnyOf):
        inside = tree.parts
    elif isinstance(tree, Not):
        inside = (tree.part,)
    elif isinstance(tree, Matched):
        inside = (tree.cohort, *((tree.among,) if tree.among is not None else ()))
    return [tree, *(node for part in inside for node in walk(part))]
