"""What changes when people are grouped by their genotypes instead of by what they say."""

import polars as pl

from straits import queries
from straits.ui.words import findings, numbers

# What becomes of an allele, as tables and files say it.
OUTCOMES = {
    "both": "differs by both",
    "first": "differs only self-reported",
    "second": "differs only inferred",
    "turned": "differs the other way round",
    "neither": "by neither",
}


def moved(
    letter: str, reported: str, inferred: str, n_reported: int | None, n_inferred: int | None,
    n_both: int | None,
) -> str:  # fmt: skip
    """Say how many people of a group leave it, and join it, on the other basis.

    >>> moved("A", "Malay", "Southeast Asian-like", 45, 44, 43)
    'Of 45 people who say Malay (A) 43 are Southeast Asian-like by their genotypes; 2 are not, and \
1 who says otherwise is.'
    >>> moved("B", "Danish", "European-like", 80, 80, 80)
    'All 80 people who say Danish (B) are European-like by their genotypes, and nobody else is.'
    >>> moved("A", "Malay", "Southeast Asian-like", 45, None, None)
    'How many people who say Malay (A) are Southeast Asian-like by their genotypes is withheld.'
    """
    if n_reported is None or n_inferred is None or n_both is None:
        return f"How many people who say {reported} ({letter}) are {inferred} by their genotypes " \
            "is withheld."  # fmt: skip
    left, joined = n_reported - n_both, n_inferred - n_both
    people = numbers.plural(n_reported, "person", "people")
    say = numbers.verb(n_reported, "says", "say")
    are = numbers.verb(n_both, "is", "are")
    others = "nobody else is"
    if joined:
        does = numbers.verb(joined, "says", "say")
        others = f"{numbers.count(joined)} who {does} otherwise {numbers.verb(joined, 'is', 'are')}"
    if not left:
        return f"All {people} who {say} {reported} ({letter}) {are} {inferred} by their " \
            f"genotypes, and {others}."  # fmt: skip
    lack = numbers.verb(left, "is", "are")
    return (
        f"Of {people} who {say} {reported} ({letter}) {numbers.count(n_both)} {are} {inferred} by "
        f"their genotypes; {numbers.count(left)} {lack} not, and {others}."
    )


def changed(rows: pl.DataFrame) -> str:
    """Say how many of the leading differences are told on one basis alone, and the largest change.

    rows
        As of queries.comparison.changed_differences; of those told on either basis the first is
        named.
    """
    n = dict(rows.group_by("outcome").len().iter_rows())
    told = rows.filter(pl.col("outcome") != "neither")
    if told.is_empty():
        return "None of the leading differences is told from chance on either basis"
    parts = [
        f"{numbers.count(n[name])} {numbers.verb(n[name], 'differs', 'differ')} {words}"
        for name, words in (
            ("first", "only as people say of themselves"),
            ("second", "only by inferred ancestry"),
            ("turned", "the other way round"),
        )
        if n.get(name)
    ]
    leading = f"Of {numbers.plural(told.height, 'leading difference')}"
    said = f"{leading} {' and '.join(parts)}" if parts else f"{leading} all hold on both bases"
    row = told.row(0, named=True)
    first, second = (numbers.signed(row[f"difference_{basis}"]) for basis in ("first", "second"))
    return f"{said}; {findings.name(row)} changes most, from {first} to {second}"


def of_variant(named: str, first: queries.allele.Contrast, second: queries.allele.Contrast) -> str:
    """Say what the difference of A and B at one allele is on either basis.

    >>> from straits.queries.allele import Contrast
    >>> told = [Contrast(9, 20, 1, 20, difference=0.4, p=0.01), Contrast(8, 20, 2, 20,
    ...     difference=0.3, p=0.07)]
    >>> print(of_variant("rs1", *told))
    rs1: A − B is +0.400 as people say of themselves and +0.300 by inferred ancestry, where it is \
not told from chance.
    """
    if first.difference is None or second.difference is None:
        return f"{named}: A and B cannot be compared on both bases."
    ends = [numbers.signed(each.difference) for each in (first, second)]
    surely = [each.p is not None and each.p < queries.findings.ALPHA for each in (first, second)]
    doubt = {
        (True, True): "",
        (True, False): ", where it is not told from chance",
        (False, True): "; only the latter is told from chance",
        (False, False): "; neither is told from chance",
    }[surely[0], surely[1]]
    return f"{named}: A − B is {ends[0]} as people say of themselves and {ends[1]} by inferred " \
        f"ancestry{doubt}."  # fmt: skip
