"""What each column of a query is, as the header of its file declares it.

    -- columns:
    --   variant_id identity
    --   n_people count_people
    --   n_people_xx count_people part_of(n_people, sex)
    --   ac count_alleles(n_people)
    --   af derived(ac)
    --   state state(ac)

identity        what a row is about: an allele, a group, a place; no count
text            words or flags that say nothing of how many
count_people    a number of people; with part_of(total, breakdown): one part of that total
count_alleles   a number of alleles, or of people with a genotype, among the people of that column
count_variants  a number of alleles, records, genes or files, over all people
derived         follows from the named columns, and is withheld with any of them
state           "shown" in the SQL; the guard writes "withheld" if any of the named is withheld
person          describes one person

A name after the word `hidden` is for the guard alone and does not leave the store.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

KINDS = (
    "identity", "text", "count_people", "count_alleles", "count_variants", "derived", "state",
    "person",
)  # fmt: skip
_NEEDS_SOURCES = {"count_alleles", "derived", "state"}
_COLUMN = re.compile(
    r"(?P<name>\w+) (?P<kind>\w+)(?:\((?P<sources>[\w, ]+)\))?"
    r"(?P<parts>(?: part_of\(\w+, \w+\))*)(?P<hidden> hidden)?"
)
_PART = re.compile(r"part_of\((\w+), (\w+)\)")


class DeclarationError(Exception):
    """A query's header does not declare what the query returns: a mistake in sql/, not in data."""


@dataclass(frozen=True)
class Column:
    """One declared column.

    sources
        The columns that decide on it: the number of people of a count of alleles, what a derived
        column was computed from.
    part_of
        (total, breakdown) pairs: the parts of a total in one breakdown are shown or withheld whole.
    """

    name: str
    kind: str
    sources: tuple[str, ...] = ()
    part_of: tuple[tuple[str, str], ...] = ()
    is_hidden: bool = False


def parse_columns(lines: Sequence[str]) -> tuple[Column, ...]:
    """Read declarations, one a line, in an order in which each names only columns that exist.

    Raises DeclarationError, naming the line, for one that cannot be read.

    >>> parse_columns(["n count_people", "ac count_alleles(n)"])[1].sources
    ('n',)
    """
    columns = tuple(_column(line) for line in lines)
    names = [column.name for column in columns]
    for column in columns:
        wanted = {*column.sources, *(total for total, _ in column.part_of)}
        if names.count(column.name) > 1:
            raise DeclarationError(f"the column {column.name!r} is declared twice")
        if unknown := sorted(wanted - set(names)):
            raise DeclarationError(f"{column.name!r} names {unknown[0]!r}, which is not declared")
    return columns


def _column(line: str) -> Column:
    match = _COLUMN.fullmatch(" ".join(line.split()))
    if match is None:
        raise DeclarationError(f"expected 'name kind', as in 'ac count_alleles(n)', got {line!r}")
    sources = tuple(source.strip() for source in (match["sources"] or "").split(",") if source)
    if match["kind"] not in KINDS:
        raise DeclarationError(f"{line!r}: expected one of {', '.join(KINDS)}")
    if (match["kind"] in _NEEDS_SOURCES) != bool(sources):
        raise DeclarationError(f"{line!r}: {match['kind']} and its columns in brackets disagree")
    if match["kind"] == "count_alleles" and len(sources) != 1:
        raise DeclarationError(f"{line!r}: name the one column that holds its number of people")
    part_of = tuple(_PART.findall(match["parts"]))
    if part_of and match["kind"] != "count_people":
        raise DeclarationError(f"{line!r}: only a count_people is part_of a total")
    return Column(match["name"], match["kind"], sources, part_of, bool(match["hidden"]))
