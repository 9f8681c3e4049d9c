"""A against B over many alleles: how many are compared, and how many differ."""

from straits import queries
from straits.ui.words import numbers

_TESTS = "(Fisher or chi-square, Benjamini-Hochberg over these variants)"


def compared(sides: tuple[str, str], n_compared: int, place: str) -> str:
    """Say who is compared with whom over how many alleles, without an end.

    place
        Where they lie, such as " in CYP2C19"; empty for everywhere.
    """
    return f"{sides[0]} against {sides[1]}: {numbers.plural(n_compared, 'variant')}{place}"


def differ(family: queries.comparison.Family) -> str:
    """Say how many alleles of a family of tests differ, as a part of a sentence."""
    verb = numbers.verb(family.n_significant, "differs", "differ")
    return (
        f"{numbers.count(family.n_significant)} {verb} at q < {queries.comparison.ALPHA} {_TESTS}"
    )


def marked(n_listed: int, n_within: int, n_all: int) -> str:
    """Say how many alleles lie in the stretch marked and are listed, or how to mark one."""
    if n_within == n_all:
        return "Drag across the chart to list what lies there."
    lie = numbers.verb(n_within, "lies", "lie")
    sentence = f"{n_within:,} of {numbers.plural(n_all, 'variant')} {lie} in the stretch marked"
    listed = f", the first {n_listed:,} are listed" if n_listed < n_within else ""
    return f"{sentence}{listed}."
