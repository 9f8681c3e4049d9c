"""What stands first about a pharmacogene: of whom it is not known, then of whom it is certain."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from straits import queries
from straits.ui.pharmacogenes.whole_call_sets import PARTIAL
from straits.ui.sentences import of_groups
from straits.ui.words import numbers

_CELL = ["call_set_id", "group_id"]
NOT_NAMED = "Not named"
# As many groups as a sentence names.
_MOST_NAMED = 3


def finding(gene: str, rows: pl.DataFrame, partial: Mapping[str, str]) -> str:
    """Say of how many it is not known, where they are most; then what is certain of a group.

    Phenotypes come from the least function to the most, and the first that is certain of anybody
    is told. Where none is, people can still surely not have the usual one, if all that their calls
    allow are others.

    rows
        As of queries.pharmacogenes.phenotypes, with row_label.
    partial
        Of each call set that does not cover the gene whole, how many positions it covers.
    """
    usual = rows.filter("is_standard")
    if usual.is_empty():
        return f"The phenotypes of {gene}, of those who are covered."
    name = usual["phenotype"][0]
    cells = _cells(rows)
    told = cells.filter(pl.col("n_other").is_not_null() & (pl.col("n_covered") > 0))
    is_withheld = told.height < cells.height
    said = [_unknown(gene, name, told, partial), _certain(gene, rows) or _others(told, name)]
    if not said[1]:
        of_whom = "nobody in the groups that are shown" if is_withheld else "nobody"
        said[1] = f"{gene}: of {of_whom} is it certain that the phenotype is not {name}."
    return " ".join(part for part in said if part)


def headline(gene: str, rows: pl.DataFrame) -> str:
    """Say which group has most people of the phenotype of least function, as far as ranges tell.

    Call sets of a group are added up. Of a gene that has no usual phenotype, and of one of which no
    other is possible of anybody, the first phenotype that is possible is told.

    rows
        As of `finding`, of the call sets that count.
    """
    possible = rows.filter(pl.col("n_possible") > 0, pl.col("phenotype") != NOT_NAMED)
    abnormal = possible.filter(pl.col("priority") == "abnormal")
    ordered = (abnormal.filter(pl.col("n_certain") > 0), abnormal, possible)
    told = next((each for each in ordered if each.height), None)
    if told is None:
        return f"{gene}: of no group a phenotype can be told."
    phenotype = told["phenotype"][0]
    groups = queries.findings.groups_of_phenotype(rows.filter(phenotype=phenotype))
    if not groups.known and {why for _, why in groups.unknown} == {queries.findings.OPEN}:
        return f"{gene} {phenotype}: of most people of every group it is not known."
    return of_groups.in_groups(f"{gene} {phenotype}", groups)


def why_open(rows: pl.DataFrame, partial: Mapping[str, str]) -> str:
    """Say why certain and possible differ: of how many people, by cause; nothing where neither.

    rows, partial
        As of `finding`.
    """
    cells = rows.group_by(*_CELL, "n_covered").agg(
        pl.col("n_certain").sum(), pl.col("n_certain").null_count().alias("n_null")
    )
    told = cells.filter((pl.col("n_null") == 0) & pl.col("n_covered").is_not_null())
    n_open = pl.col("n_covered") - pl.col("n_certain")
    is_partial = pl.col("call_set_id").is_in(list(partial))
    by_cover, by_calls = (
        int(told.filter(which).select(n_open.sum()).item()) for which in (is_partial, ~is_partial)
    )
    causes = []
    if by_cover:
        covered = ", ".join(partial.values())
        causes.append(
            f"for {numbers.plural(by_cover, 'person', 'people')} since their call set does not "
            f"cover all positions ({covered})"
        )
    if by_calls:
        causes.append(
            f"for {numbers.plural(by_calls, 'person', 'people')} since single calls of theirs are "
            "missing, or since nobody knows which changes lie together"
        )
    return f"Certain and possible differ {'; '.join(causes)}." if causes else ""


def _cells(rows: pl.DataFrame) -> pl.DataFrame:
    """Return per call set and group n_usual (certain), n_other (certain) and n_unknown people.

    n_other are those of whom the usual phenotype is ruled out, and a chromosome without a name too;
    null where the profile does not show what they follow from.
    """
    usual, unnamed = pl.col("is_standard"), pl.col("phenotype") == NOT_NAMED
    counted = rows.group_by(*_CELL, "row_label", "n_covered", maintain_order=True).agg(
        pl.col("n_certain").filter(usual).first().alias("n_usual"),
        pl.col("n_possible").filter(usual).first().alias("n_possible"),
        pl.col("n_possible").filter(unnamed).first().alias("n_unnamed"),
    )
    n_other = pl.col("n_covered") - pl.col("n_possible") - pl.col("n_unnamed")
    return counted.with_columns(n_other.clip(0).alias("n_other")).with_columns(
        (pl.col("n_covered") - pl.col("n_usual") - pl.col("n_other")).alias("n_unknown")
    )


def _unknown(gene: str, usual: str, told: pl.DataFrame, partial: Mapping[str, str]) -> str:
    n_unknown, n = (int(told[name].sum()) for name in ("n_unknown", "n_covered"))
    if 2 * n_unknown <= n:
        return ""
    why = ""
    if partial:
        covered = ", ".join(partial.values())
        why = f", since not every position was looked at ({covered})"
    return (
        f"{gene}: of {numbers.count(n_unknown)} of {numbers.count(n)} people it is not known "
        f"whether they have another phenotype than {usual}{why}."
    )


def _others(told: pl.DataFrame, usual: str) -> str:
    """Say of whom another phenotype than the usual one is certain, but not which."""
    some = told.filter(pl.col("n_other") > 0)
    if some.is_empty():
        return ""
    rows = some.sort(pl.col("n_other") / pl.col("n_covered"), descending=True)
    named = [
        f"{numbers.count(row['n_other'])} of {numbers.count(row['n_covered'])} {_named(row)}"
        for row in rows.head(_MOST_NAMED).iter_rows(named=True)
    ]
    more = " and others" if rows.height > _MOST_NAMED else ""
    return f"Certainly another than {usual}, though not known which: {'; '.join(named)}{more}."


def _certain(gene: str, rows: pl.DataFrame) -> str:
    """Say of which group most surely have the phenotype of least function that anybody has."""
    known = rows.filter((pl.col("priority") == "abnormal") & (pl.col("n_covered") > 0))
    least = known.filter(pl.col("low") > 0)
    if least.is_empty():
        return ""
    phenotype = least["phenotype"][0]
    most = least.filter(phenotype=phenotype).sort("low", "high", descending=True, nulls_last=True)
    row = most.row(0, named=True)
    # Where ranges overlap nobody knows which group has most of it, so that none is said to.
    may = ""
    if row["high"] is not None and row["high"] > row["low"]:
        may = f" and possible of {_whole_percent(row['high'])}"
    return (
        f"{gene}: {phenotype} is certain of {_whole_percent(row['low'])}{may} of {_named(row)} "
        f"({numbers.count(row['n_covered'])} covered), the largest certain share of a group."
    )


def _named(row: Mapping[str, Any]) -> str:
    label: str = row["row_label"]
    return label.removesuffix(PARTIAL)


def _whole_percent(share: float) -> str:
    return f"{100 * share:.1f} %" if share < 0.1 else f"{100 * share:.0f} %"
