"""A cohort made into SQL: the files of sql/cohorts joined, and their parameters bound.

Each criterion is a relation with `holds`: true, false or null. Null is unknown, as is having no
row, and SQL's own and, or, not are the three-valued logic that the language asks for.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from straits import cohorts
from straits.cohorts import Carrier, GeneCarrier, Matched, Tree
from straits.store.cohorts import criterion_files
from straits.store.cohorts.criterion_files import CarrierMasks, Part
from straits.store.query import sql_text
from straits.store.query.sql_files import fixed

MasksOf = Mapping[Carrier | GeneCarrier, CarrierMasks]

_PERSON = "call_set_id sample_index"
_FOR_MATCHING = ("call_set_id", "sample_index", "person_id", "sex", "age", "sheet")
_LISTED = ("call_set_id", "site_id", "sample_index", "sample_id", "person_id", "sex", "age")


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
    """
    values: dict[str, object] = {}

    def bind(name: str, value: object) -> str:
        values[name] = value
        return f"${name}"

    joiner = _Joiner(bind, carriers)
    parts = {f"part_{n}": joiner.truth(tree) for n, tree in enumerate(trees, start=1)}
    judged = joiner.judged(_PERSON.split(), parts)
    return Statement(sql_text.together(joiner.relations, judged, joiner.keys), values)


def listing(tree: Tree) -> str:
    """Return the select of a cohort's members with all values written out.

    It reads staging views and macros alone, genotypes too, and holds nothing of anybody.
    """
    joiner = _Joiner(lambda _, value: sql_text.literal(value), None)
    judged = joiner.judged(_LISTED, {"part_1": joiner.truth(tree)})
    last = fixed("cohorts", "members").select
    comment = sql_text.comment(cohorts.sentence(tree))
    return comment + sql_text.together({**joiner.relations, "judged": judged}, last)


@dataclass
class _Joiner:
    """Collects the relations of a statement while it walks along trees.

    bind
        Gives what stands for a value, which has a name.
    carriers
        None to find carriers among the genotypes.
    of_everybody
        The relations that have a row of each person.
    """

    bind: Callable[[str, object], str]
    carriers: MasksOf | None
    relations: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    of_everybody: set[str] = field(default_factory=set)
    n_criteria: int = 0

    def __post_init__(self) -> None:
        self.relations["people"] = fixed("cohorts", "people").select

    def truth(self, tree: Tree) -> str:
        """Return a boolean expression over people and the relations so far."""
        known = self._known(tree)
        return sql_text.or_unknown(known) if tree.include_unknown else known

    def judged(self, columns: Sequence[str], computed: Mapping[str, str]) -> str:
        """Return the select of everybody with expressions computed, joined with what they name."""
        named = set(re.findall(r"criterion_\d+|people(?=\.)", " ".join(computed.values())))
        others = {name: keys for name, keys in self.keys.items() if name in named}
        first = "people"
        if len(named) == 1 and named <= self.of_everybody and columns == _PERSON.split():
            # It has a row of each person: nobody needs to be read again and joined.
            (first,), others = named, {}
        return sql_text.joined(first, columns, computed, others)

    def _known(self, tree: Tree) -> str:
        if isinstance(tree, cohorts.AllOf):
            return sql_text.all_of([self.truth(part) for part in tree.parts])
        if isinstance(tree, cohorts.AnyOf):
            return sql_text.any_of([self.truth(part) for part in tree.parts])
        if isinstance(tree, cohorts.Not):
            return sql_text.none_of(self.truth(tree.part))
        if isinstance(tree, Matched):
            return self._matched(tree)
        if isinstance(tree, Carrier | GeneCarrier) and self.carriers is not None:
            return self._add(tree, [criterion_files.carried(self.carriers[tree])])
        return self._add(tree, criterion_files.parts(tree))

    def _matched(self, tree: Matched) -> str:
        among = sql_text.all_of([self.truth(tree.among)] if tree.among is not None else [])
        asked = {"is_case": self.truth(tree.cohort), "is_among": among}
        surely = {name: sql_text.surely(expression) for name, expression in asked.items()}
        judged = self.judged(_FOR_MATCHING, surely)
        holds = self._add(tree, criterion_files.parts(tree), {"judged": judged})
        self.of_everybody.add(f"criterion_{self.n_criteria}")
        return holds

    def _add(
        self, tree: Tree, parts: Sequence[Part], before: Mapping[str, str] | None = None
    ) -> str:
        """Add the relation of a criterion, if it needs one, and return what holds of a person."""
        self.n_criteria += 1
        name = f"criterion_{self.n_criteria}"
        *inner, (last, select) = ((part, self._filled(part, name)) for part in parts)
        # What is asked of people alone is a column of theirs, which costs less than a join.
        if column := sql_text.lone_column(select, "holds", "people"):
            return column
        relations = {**(before or {}), **{part.name: text for part, text in inner}}
        comment = sql_text.comment(cohorts.sentence(tree)) if self.carriers is None else ""
        self.relations[name] = comment + sql_text.together(relations, select)
        self.keys[name] = last.keys
        return f"{name}.holds"

    def _filled(self, part: Part, name: str) -> str:
        """Return the select of a file with its parameters filled in."""
        file = fixed("cohorts", part.file)
        asked = {key: part.values[key] for key in file.parameters}
        plain = {
            key: list(value) if isinstance(value, tuple) else value for key, value in asked.items()
        }
        bound = {key: self.bind(f"{name}_{key}", value) for key, value in plain.items()}
        return re.sub(r"\$(\w+)", lambda match: bound[match[1]], file.select)


def walk(tree: Tree) -> list[Any]:
    """Return a tree and all that it is made of."""
    inside: Sequence[Tree] = ()
    if isinstance(tree, cohorts.AllOf | cohorts.AnyOf):
        inside = tree.parts
    elif isinstance(tree, cohorts.Not):
        inside = (tree.part,)
    elif isinstance(tree, Matched):
        inside = (tree.cohort, *((tree.among,) if tree.among is not None else ()))
    return [tree, *(node for part in inside for node in walk(part))]
