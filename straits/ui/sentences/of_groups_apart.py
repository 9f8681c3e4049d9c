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
