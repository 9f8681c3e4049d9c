"""Several groups over many alleles: what is private to one, and which are closest."""

from collections.abc import Sequence

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
    """Say in which group two alleles differ most often and in which least, if intervals part.

    rows
        group_label, heterozygosity (null where there is none), low and high (null without an
        interval).

    >>> rows = pl.DataFrame({"group_label": ["A", "B"], "heterozygosity": [0.2, 0.1],
    ...     "low": [0.18, 0.08], "high": [0.22, 0.12]})
    >>> by_heterozygosity(rows)
    'Heterozygosity is highest in A (0.200) and lowest in B (0.100).'
    """
    known = rows.drop_nulls("heterozygosity").sort("heterozygosity", descending=True)
    if known.is_empty():
        return "No group has a heterozygosity."
    most, least = known.row(0, named=True), known.row(-1, named=True)
    if known.height == 1:
        return f"Heterozygosity in {most['group_label']} is {most['heterozygosity']:.3f}."
    ends = [f"{row['group_label']} ({row['heterozygosity']:.3f})" for row in (most, least)]
    if most["low"] is not None and least["high"] is not None and most["low"] > least["high"]:
        return f"Heterozygosity is highest in {ends[0]} and lowest in {ends[1]}."
    return f"Heterozygosity is much the same in all groups, from {ends[1]} to {ends[0]}."


def by_spectrum(rows: pl.DataFrame, size: int) -> str:
    """Say how many alleles are expected once among equally many copies of the groups.

    rows
        group_label, count and n_alleles.
    size
        Copies of each group.

    >>> rows = pl.DataFrame({"group_label": ["A", "B"], "count": [1, 1], "n_alleles": [9.6, 4.0]})
    >>> by_spectrum(rows, 100)
    'Of 100 copies, one alone would have 10 alleles in A and 4 in B.'
    """
    once = rows.filter(pl.col("count") == 1).sort("n_alleles", descending=True)
    most, least = once.row(0, named=True), once.row(-1, named=True)
    n_most, n_least = (numbers.plural(round(row["n_alleles"]), "allele") for row in (most, least))
    lead = f"Of {numbers.count(size)} copies, one alone would have {n_most} in"
    if once.height == 1 or n_most == n_least:
        return f"{lead} {'every group' if once.height > 1 else most['group_label']}."
    return (
        f"{lead} {most['group_label']} and {numbers.count(round(least['n_alleles']))} in "
        f"{least['group_label']}."
    )
