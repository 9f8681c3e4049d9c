"""The sign of a batch effect that an allele carries, in words."""

from collections.abc import Collection, Sequence
from functools import partial

import polars as pl

from straits import queries
from straits.store import Store
from straits.ui.words import numbers

# How each sign is looked for.
_LOOKED_FOR = {
    queries.comparison.BETWEEN_CALL_SETS: "between call sets of one group",
    queries.comparison.WITH_PANEL: "between a group and the panel of its ancestry",
    queries.comparison.HETEROZYGOTES: "as too many heterozygotes",
}
# In a gene's long table, so many of the most different alleles are looked at.
MOST = 500


def with_signs(
    store: Store,
    pair: tuple[queries.groups.Population, queries.groups.Population],
    rows: pl.DataFrame,
    sample_set: str,
    among: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Add sign: what looks like a laboratory's doing in a group of A's or B's grouping, or empty.

    And testable: the signs that could have been found, with ; between them.

    rows
        As of queries.comparison.allele_differences.
    among
        Alleles to look at that hold those of rows, with allele_index and region_class; None for
        those of rows. What is found is kept: it is the same for other pairs of these groupings.
    """
    groupings = queries.comparison.looked_in(pair)
    found = _examined(store, rows if among is None else among, groupings, sample_set)
    words = queries.comparison.in_words(found.warnings)
    testable = found.testable.group_by("allele_index").agg(
        pl.col("sign").sort().str.join(";").alias("testable")
    )
    joined = rows.join(words, on="allele_index", how="left", maintain_order="left").join(
        testable, on="allele_index", how="left", maintain_order="left"
    )
    return joined.with_columns(pl.col("sign", "testable").fill_null(""))


def _examined(
    store: Store, alleles: pl.DataFrame, groupings: Sequence[str], sample_set: str
) -> queries.comparison.Examined:
    """Return queries.comparison.examined, kept for whoever asks of the same alleles."""
    key = ("signs", tuple(groupings), sample_set, tuple(alleles["allele_index"]))
    ask = partial(queries.comparison.examined, store, alleles, groupings, sample_set)
    return store.derived.answer(key, ask)


def of_allele(
    store: Store, variant: queries.allele.Variant, groupings: Collection[str], sample_set: str
) -> str:
    """Return the sign that one allele carries in a group of some groupings, as in a table."""
    row = pl.DataFrame(
        {"allele_index": [variant.allele_index], "region_class": [variant.region_class]}
    )
    found = _examined(store, row, sorted(set(groupings) - {"cohort"}), sample_set)
    words = queries.comparison.in_words(found.warnings)
    return str(words["sign"][0]) if words.height else ""


def counted(
    rows: pl.DataFrame, pair: tuple[queries.groups.Population, queries.groups.Population]
) -> str:
    """Say how many rows carry a sign of a batch effect, which, and how many could carry each.

    rows
        As of `with_signs`; a null sign is of a row that was not looked at.
    pair
        A and B. Where no call set has both, no sign tells laboratories from people.
    """
    if rows.is_empty():
        return ""
    kinds = queries.comparison.KINDS
    looked_at = rows.drop_nulls("sign")
    numbers_of = {kind: int(looked_at["sign"].str.starts_with(f"{kind}:").sum()) for kind in kinds}
    total = sum(numbers_of.values())
    is_part = looked_at.height < rows.height
    among = f"the first {looked_at.height:,}" if is_part else "the"
    if total:
        each = ", ".join(f"{numbers.count(n)} {kind}" for kind, n in numbers_of.items() if n)
        carry = numbers.verb(total, "carries", "carry")
        found = f"Of {among} rows {numbers.count(total)} {carry} a sign of a batch effect: {each}."
    else:
        found = f"No row{f' of {among}' if is_part else ''} carries a sign of a batch effect."
    return " ".join((found, _testable(looked_at), *_apart(pair)))


def _testable(rows: pl.DataFrame) -> str:
    """Say of how many rows each sign could have been seen."""
    listed = rows["testable"].str.split(";")
    could = [
        f"{_LOOKED_FOR[kind]} in {_of(int(listed.list.contains(kind).sum()), rows.height)}"
        for kind in queries.comparison.KINDS
    ]
    return f"It could be looked for {numbers.listed(could)}."


def _of(number: int, total: int) -> str:
    if number in (0, total):
        return f"{'all' if number else 'none of the'} {numbers.count(total)}"
    return f"{numbers.count(number)} of {numbers.count(total)}"


def _apart(pair: tuple[queries.groups.Population, queries.groups.Population]) -> list[str]:
    """Say that laboratories and people cannot be told apart, where no call set has both."""
    a, b = pair
    if set(a.call_set_ids) & set(b.call_set_ids):
        return []
    return [
        f"No call set has both {a.label} (A) and {b.label} (B), so a difference of laboratories "
        "cannot be told from one of people."
    ]
