"""The sign of a batch effect that an allele carries, in words."""

from collections.abc import Collection
from functools import partial

import polars as pl

from straits import queries
from straits.store import Store
from straits.ui.words import numbers

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

    rows
        As of queries.comparison.allele_differences.
    among
        Alleles to look at that hold those of rows, with allele_index and region_class: the signs
        found among them are kept, since they are the same for other pairs of the same groupings.
    """
    groupings = queries.comparison.looked_in(pair)
    if among is None:
        warnings = queries.comparison.batch_warnings(store, rows, groupings, sample_set)
    else:
        index = tuple(among["allele_index"])
        ask = partial(queries.comparison.batch_warnings, store, among, groupings, sample_set)
        warnings = store.derived.answer(("signs", groupings, sample_set, index), ask)
    words = queries.comparison.in_words(warnings)
    joined = rows.join(words, on="allele_index", how="left", maintain_order="left")
    return joined.with_columns(pl.col("sign").fill_null(""))


def of_allele(
    store: Store, variant: queries.allele.Variant, groupings: Collection[str], sample_set: str
) -> str:
    """Return the sign that one allele carries in a group of some groupings, as in a table."""
    row = pl.DataFrame(
        {"allele_index": [variant.allele_index], "region_class": [variant.region_class]}
    )
    looked_in = sorted(set(groupings) - {"cohort"})
    found = queries.comparison.batch_warnings(store, row, looked_in, sample_set)
    words = queries.comparison.in_words(found)
    return str(words["sign"][0]) if words.height else ""


def counted(rows: pl.DataFrame) -> str:
    """Say how many of some rows carry a sign of a batch effect, and which signs they are.

    rows
        As of `with_signs`; a null sign is of a row that was not looked at.
    """
    kinds = (
        queries.comparison.BETWEEN_CALL_SETS,
        queries.comparison.WITH_PANEL,
        queries.comparison.HETEROZYGOTES,
    )
    carried = rows["sign"].fill_null("")
    numbers_of = {kind: int(carried.str.starts_with(f"{kind}:").sum()) for kind in kinds}
    total = sum(numbers_of.values())
    n_looked_at = rows.height - rows["sign"].null_count()
    among = f"the first {n_looked_at:,}" if n_looked_at < rows.height else "the"
    if not total:
        where = f" of {among}" if n_looked_at < rows.height else ""
        return f"No row{where} carries a sign of a batch effect ({', '.join(kinds)})."
    each = ", ".join(f"{numbers.count(n)} {kind}" for kind, n in numbers_of.items() if n)
    carry = "carries" if total == 1 else "carry"
    return f"Of {among} rows {numbers.count(total)} {carry} a sign of a batch effect: {each}."
