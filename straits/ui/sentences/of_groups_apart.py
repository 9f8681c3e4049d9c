"""Several groups over many alleles: what is private to one, and which are closest."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from straits.ui.words import numbers


def private(rows: pl.DataFrame, labels: Sequence[str], size: str) -> str:
    """Say which group has most alleles of its own, and how many the next one has.

    rows
        Combinations of groups: members (places in labels) and the number of alleles seen in exactly
        these groups, in the column `size`: "n_projected" or "n_raw".

    >>> rows = pl.DataFrame({"members": [[0], [1], [0, 1]], "n_raw": [7, 7, 90]})
    >>> private(rows, ["A", "B"], "n_raw")
    'A and B have the most alleles of their own, 7 each as counted.'
    """
    how = "expected in samples of equal size" if size == "n_projected" else "as counted"
    own = [
        (labels[members[0]], round(number))
        for members, number in rows.select("members", size).iter_rows()
        if len(members) == 1 and number > 0
    ]
    if not own:
        return "No allele is private to one group."
    most = max(number for _, number in own)
    if most == 0:
        return f"No group has one allele of its own, {how}."
    first = [label for label, number in own if number == most]
    if len(first) > 1:
        return (
            f"{numbers.listed(first)} have the most alleles of their own, {numbers.count(most)} "
            f"each {how}."
        )
    rest = sorted((each for each in own if each[1] < most), key=lambda each: -each[1])
    then = f"; {rest[0][0]} follows with {numbers.count(rest[0][1])}" if rest else ""
    return f"{first[0]} has the most alleles of its own, {numbers.count(most)} {how}{then}."


def by_fst(pairs: pl.DataFrame) -> str:
    """Say between which two groups Fst is lowest and between which highest.

    pairs
        group, other and fst (null between a group and itself), each pair twice.

    >>> pairs = pl.DataFrame({"group": ["A", "B"], "other": ["B", "A"], "fst": [0.1, 0.1]})
    >>> by_fst(pairs)
    'Fst between A and B is 0.100.'
    """
    known = pairs.drop_nulls("fst").sort("fst", maintain_order=True)
    if known.is_empty():
        return "There are no two groups to compare."
    near, far = known.row(0, named=True), known.row(-1, named=True)
    if known.height <= 2:
        return f"Fst between {near['group']} and {near['other']} is {near['fst']:.3f}."
    return (
        f"Fst is lowest between {near['group']} and {near['other']} ({near['fst']:.3f}) and "
        f"highest between {far['group']} and {far['other']} ({far['fst']:.3f})."
    )


def by_heterozygosity(rows: pl.DataFrame) -> str:
    """Say in which groups two alleles differ most often and in which least, if intervals part.

    rows
        group_label, heterozygosity (null where there is none), low and high (null without an
        interval).

    >>> rows = pl.DataFrame({"group_label": ["A", "B", "C"], "heterozygosity": [0.2, 0.1, 0.11],
    ...     "low": [0.18, 0.08, 0.09], "high": [0.22, 0.12, 0.13]})
    >>> by_heterozygosity(rows)
    'Heterozygosity is highest in A (0.200) and lowest in C (0.110) and B (0.100), which are alike.'
    >>> by_heterozygosity(rows.head(2))
    'Heterozygosity is highest in A (0.200) and lowest in B (0.100).'
    """
    known = rows.drop_nulls("heterozygosity").sort("heterozygosity", descending=True)
    if known.is_empty():
        return "No group has a heterozygosity."
    most, least = known.row(0, named=True), known.row(-1, named=True)
    if known.height == 1:
        return f"Heterozygosity is {most['heterozygosity']:.3f} in {most['group_label']}."
    if known["low"].has_nulls() or known["high"].has_nulls():
        return (
            f"Heterozygosity is {most['heterozygosity']:.3f} in {most['group_label']} and "
            f"{least['heterozygosity']:.3f} in {least['group_label']}; without intervals the "
            "groups are not put in order."
        )
    if most["low"] <= least["high"]:
        ends = f"from {_heterozygosity(least)} to {_heterozygosity(most)}"
        return f"Heterozygosity is much the same in all groups, {ends}."
    high = known.filter(pl.col("high") >= most["low"])
    low = known.filter(pl.col("low") <= least["high"])
    if not set(high["group_label"]).isdisjoint(low["group_label"]):
        return (
            f"Heterozygosity is higher in {_heterozygosity(most)} than in {_heterozygosity(least)}."
        )
    return f"Heterozygosity is highest in {_alike(high)} and lowest in {_alike(low)}."


def _heterozygosity(row: Mapping[str, Any]) -> str:
    return f"{row['group_label']} ({row['heterozygosity']:.3f})"


def _alike(rows: pl.DataFrame) -> str:
    named = numbers.listed([_heterozygosity(row) for row in rows.iter_rows(named=True)])
    return named if rows.height == 1 else f"{named}, which are alike"


def by_spectrum(rows: pl.DataFrame, size: int) -> str:
    """Say how many alleles are expected once among equally many copies of the groups.

    rows
        group_label, count and n_alleles.
    size
        Copies of each group.

    >>> rows = pl.DataFrame({"group_label": ["A", "B"], "count": [1, 1], "n_alleles": [9.6, 4.0]})
    >>> by_spectrum(rows, 100)
    'In 100 copies of each group, 10 alleles are expected just once in A and 4 in B.'
    """
    once = rows.filter(pl.col("count") == 1).sort("n_alleles", descending=True)
    most, least = once.row(0, named=True), once.row(-1, named=True)
    n_most, n_least = (round(row["n_alleles"]) for row in (most, least))
    lead = (
        f"In {numbers.count(size)} copies of each group, {numbers.plural(n_most, 'allele')} "
        f"{numbers.verb(n_most, 'is', 'are')} expected just once in"
    )
    if once.height == 1 or n_most == n_least:
        return f"{lead} {'every group' if once.height > 1 else most['group_label']}."
    ends = (" (the most)", " (the fewest)") if once.height > 2 else ("", "")
    return (
        f"{lead} {most['group_label']}{ends[0]} and {numbers.count(n_least)} in "
        f"{least['group_label']}{ends[1]}."
    )
