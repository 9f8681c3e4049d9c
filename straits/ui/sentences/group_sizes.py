"""How a figure of a group is written: where the group is small, with how many it is of."""

from collections.abc import Mapping, Sequence

from straits import queries
from straits.ui.words import numbers

# Of a group of fewer people no figure is told without their number.
SMALL = 50


def share(group: queries.findings.Counted) -> str:
    """Write the share of a group that is counted, of a small one with how many it is of.

    >>> from straits.queries.findings import Counted
    >>> share(Counted("Malay", 4, 4, 12)), share(Counted("Malay", 40, 40, 120))
    ('0.333 of 12 copies', '0.333')
    >>> share(Counted("Malay", 2, 3, 6, is_of_people=True))
    '33.3 % to 50.0 %, n = 6'
    """
    if group.is_of_people:
        return of_people(numbers.ends(group.af_low, group.af_high, numbers.percent), group.an)
    written = numbers.ends(group.af_low, group.af_high, numbers.frequency)
    return f"{written} of {out_of([group])}" if group.an < 2 * SMALL else written


def of_people(written: str, n_people: int | None) -> str:
    """Return a figure of people as it is written, of few with how many they are.

    >>> of_people("33.3 %", 6), of_people("33.3 %", 600), of_people("33.3 %", None)
    ('33.3 %, n = 6', '33.3 %', '33.3 %')
    """
    return f"{written}, n = {n_people}" if _is_small(n_people) else written


def named(label: str, n_people: int | None) -> str:
    """Return the name of a group, of a small one with how many people it has.

    >>> named("Malay", 6), named("Malay", 600)
    ('Malay (n = 6)', 'Malay')
    """
    return f"{label} (n = {n_people})" if _is_small(n_people) else label


def few_copies(of_groups: Mapping[str, int | None]) -> str:
    """Return how many copies groups have, as the end of a sentence; nothing where all have many.

    of_groups
        Copies by the name of the group; null where they are withheld.

    >>> few_copies({"Malay": 12, "Danish": 2346}), few_copies({"Danish": 2346, "Malay": None})
    (' (of 12 copies in Malay)', '')
    """
    few = [
        f"{numbers.plural(n, 'copy', 'copies')} in {label}"
        for label, n in of_groups.items()
        if n is not None and n < 2 * SMALL
    ]
    return f" (of {' and '.join(few)})" if few else ""


def out_of(groups: Sequence[queries.findings.Counted]) -> str:
    """Write of how many copies, or of how many people, the counts of groups are."""
    n = sum(group.an for group in groups)
    if groups[0].is_of_people:
        return numbers.plural(n, "person", "people")
    return numbers.plural(n, "copy", "copies")


def _is_small(n_people: int | None) -> bool:
    return n_people is not None and n_people < SMALL
