"""A cohort made into SQL: the files of sql/cohorts joined, with what it asks written out.

Each criterion is a relation with `holds`: true, false or null. Null is unknown, as is having no
row, and SQL's own and, or, not are the three-valued logic that the language asks for. Whoever has
the files alone can run it; the store itself judges from columns, in tree_truths.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from straits import cohorts
from straits.cohorts import Matched, Tree
from straits.store.cohorts import criterion_files
from straits.store.cohorts.criterion_files import Part
from straits.store.query import sql_text
from straits.store.query.sql_files import fixed

_FOR_MATCHING = ("call_set_id", "sample_index", "person_id", "sex", "age", "sheet")
_LISTED = ("call_set_id", "site_id", "sample_index", "sample_id", "person_id", "sex", "age")


def listing(tree: Tree) -> str:
    """Return the select of a cohort's members with all values written out.

    It reads staging views and macros alone, genotypes too, and holds nothing of anybody.
    """
    joiner = _Joiner()
    judged = joiner.judged(_LISTED, {"part_1": joiner.truth(tree)})
    last = fixed("cohorts", "members").select
    comment = sql_text.comment(cohorts.sentence(tree))
    return comment + sql_text.together({**joiner.relations, "judged": judged}, last)


@dataclass
class _Joiner:
    """Collects the relations of a statement while it walks along trees."""

    relations: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    n_criteria: int = 0

    def __post_init__(self) -> None:
        self.relations["people"] = fixed("cohorts", "people").select

    def truth(self, tree: Tree) -> str:
        """Return a boolean expression over people and the relations so far."""
        known = self._known(tree)
        return sql_text.or_unknown(known) if tree.include_unknown else known

    def judged(self, columns: Sequence[str], computed: Mapping[str, str]) -> str:
        """Return the select of everybody with expressions computed, joined with what they name."""
        named = set(re.findall(r"criterion_\d+", " ".join(computed.values())))
        others = {name: keys for name, keys in self.keys.items() if name in named}
        return sql_text.joined("people", columns, computed, others)

    def _known(self, tree: Tree) -> str:
        if isinstance(tree, cohorts.AllOf):
            return sql_text.all_of([self.truth(part) for part in tree.parts])
        if isinstance(tree, cohorts.AnyOf):
            return sql_text.any_of([self.truth(part) for part in tree.parts])
        if isinstance(tree, cohorts.Not):
            return sql_text.none_of(self.truth(tree.part))
        if isinstance(tree, Matched):
            return self._matched(tree)
        return self._add(tree, criterion_files.parts(tree))

    def _matched(self, tree: Matched) -> str:
        among = sql_text.all_of([self.truth(tree.among)] if tree.among is not None else [])
        asked = {"is_case": self.truth(tree.cohort), "is_among": among}
        surely = {name: sql_text.surely(expression) for name, expression in asked.items()}
        judged = self.judged(_FOR_MATCHING, surely)
        return self._add(tree, criterion_files.parts(tree), {"judged": judged})

    def _add(
        self, tree: Tree, parts: Sequence[Part], before: Mapping[str, str] | None = None
    ) -> str:
        """Add the relation of a criterion, if it needs one, and return what holds of a person."""
        self.n_criteria += 1
        name = f"criterion_{self.n_criteria}"
        *inner, (last, select) = ((part, _filled(part)) for part in parts)
        # What is asked of people alone is a column of theirs, which costs less than a join.
        if column := sql_text.lone_column(select, "holds", "people"):
            return column
        relations = {**(before or {}), **{part.name: text for part, text in inner}}
        comment = sql_text.comment(cohorts.sentence(tree))
        self.relations[name] = comment + sql_text.together(relations, select)
        self.keys[name] = last.keys
        return f"{name}.holds"


def _filled(part: Part) -> str:
    """Return the select of a file with its parameters written out."""
    file = fixed("cohorts", part.file)
    written = {key: sql_text.literal(part.values[key]) for key in file.parameters}
    return re.sub(r"\$(\w+)", lambda match: written[match[1]], file.select)


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
