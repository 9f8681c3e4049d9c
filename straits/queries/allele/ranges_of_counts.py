"""Counts that are known only as a range, as where an external panel sends "<5".

A panel's counts are so, and those of a cohort where a profile tells no more than "0 to 9". What is
withheld is not: it goes by the number of people, so that neither AC nor AN has ends that say more
than that anything is possible, and a p-value over all of it would say nothing.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from straits import privacy
from straits.popgen import censored
from straits.queries.allele import allele_ranges
from straits.queries.groups import cohort_populations
from straits.queries.groups.population import Population
from straits.store import Store
from straits.tables import COUNTS

_KEY = ["call_set_id", "grouping", "group_id", "allele_index"]
_SCHEMA = {
    "call_set_id": pl.String, "grouping": pl.String, "group_id": pl.String,
    "allele_index": pl.Int64, "n_called": pl.Int32, "an": pl.Int32, "ac_low": pl.Int32,
    "ac_high": pl.Int32,
}  # fmt: skip
# What nobody knows where AC is a range.
_UNKNOWN = [count for count in COUNTS if count not in ("n_called", "an")]


def has_ranges(store: Store, population: Population) -> bool:
    """Tell whether the AC of a population may be a range: of a panel, or of a cohort told so."""
    return population.is_panel or _is_cohort(store, population.grouping)


def _is_cohort(store: Store, grouping: str) -> bool:
    return grouping == cohort_populations.GROUPING and not privacy.is_exact(store.profile)


def ranges(
    store: Store,
    cells: Iterable[tuple[str, str, str]],
    spans: Sequence[allele_ranges.AlleleRange],
    sample_set: str,
) -> pl.DataFrame:
    """Return one row per cell and allele whose AC is known only as a range.

    cells
        call_set_id, grouping and group_id of each.
    spans
        Ranges of alleles, in order, none touching another.
    sample_set
        "all" or "unrelated"; what panels publish is the same of both.

    Columns: those of sql/queries/allele/censored_counts.sql.
    """
    panels = set(store.query("call_sets").filter("is_aggregate_only")["call_set_id"])
    wanted = [cell for cell in cells if cell[0] in panels or _is_cohort(store, cell[1])]
    if not wanted:
        return pl.DataFrame(schema=_SCHEMA)
    # One range after the other for cohorts, so that genotypes between them are not counted.
    one_by_one = wanted
    frames = [pl.DataFrame(schema=_SCHEMA)]
    if len(spans) > 1 and (of_panels := [cell for cell in wanted if cell[0] in panels]):
        one_by_one = [cell for cell in wanted if cell[0] not in panels]
        frames.append(
            store.query(
                "censored_counts_of_alleles",
                alleles=[index for first, last in spans for index in range(first, last + 1)],
                groupings=sorted({grouping for _, grouping, _ in of_panels}),
            )
        )
    if one_by_one:
        frames += [_in_range(store, one_by_one, span, sample_set) for span in spans]
    censored_counts = pl.concat(frames, how="vertical_relaxed")
    listed = pl.DataFrame(wanted, schema=dict.fromkeys(_KEY[:3], pl.String), orient="row")
    return censored_counts.join(listed, on=_KEY[:3], how="semi", maintain_order="left")


def _in_range(
    store: Store,
    cells: Sequence[tuple[str, str, str]],
    span: allele_ranges.AlleleRange,
    sample_set: str,
) -> pl.DataFrame:
    return store.query(
        "censored_counts",
        call_sets=sorted({call_set for call_set, _, _ in cells}),
        groupings=sorted({grouping for _, grouping, _ in cells}),
        group_ids=sorted({group_id for _, _, group_id in cells}),
        sample_set=sample_set,
        first_allele=span[0],
        last_allele=span[1],
    )


def with_ranges(
    store: Store,
    counts: pl.DataFrame,
    cells: Sequence[tuple[str, str, str]],
    spans: Sequence[allele_ranges.AlleleRange],
    sample_set: str,
) -> pl.DataFrame:
    """Return guarded counts of cells with ac_low and ac_high, null where AC is exact or withheld.

    counts
        call_set_id, grouping, group_id, allele_index and tables.COUNTS, of both sexes or of those
        whose sex nobody knows, as people of panels are.
    spans
        Where the alleles lie, as of `ranges`.

    Where AC is known only as a range, ac, hom_alt, het and hemi are null, n_called and an are not.
    """
    censored_counts = ranges(store, cells, spans, sample_set)
    if censored_counts.is_empty():
        nothing = pl.lit(None, pl.Int32)
        return counts.with_columns(nothing.alias("ac_low"), nothing.alias("ac_high"))
    renamed = censored_counts.rename({"n_called": "n_in_range", "an": "an_in_range"})
    joined = counts.join(
        renamed.with_columns(pl.lit(value=True).alias("is_range")),
        on=_KEY,
        how="left",
        maintain_order="left",
    )
    is_range = pl.col("is_range").fill_null(value=False)
    if "sex" in counts.columns:
        # Of a cohort no sex is told where all of it is not.
        is_range &= (pl.col("sex") == "all") | (
            (pl.col("sex") == "unknown") & (pl.col("grouping") != cohort_populations.GROUPING)
        )
    return joined.with_columns(
        *(pl.when(~is_range).then(name).alias(name) for name in _UNKNOWN),
        pl.when(is_range).then("n_in_range").otherwise("n_called").alias("n_called"),
        pl.when(is_range).then("an_in_range").otherwise("an").alias("an"),
        *(
            pl.when(is_range).then(name).cast(pl.Int32).alias(name)
            for name in ("ac_low", "ac_high")
        ),
    ).drop("n_in_range", "an_in_range", "is_range")


def with_p_range(rows: pl.DataFrame) -> pl.DataFrame:
    """Add p_low, p_high and test to rows of A and B of which a count is a range.

    rows
        ac_low and ac_high (the count itself where it is exact) and an, with suffix _a and _b; a row
        with a null has no p.

    p_low and p_high are the smallest and largest p of any count that is possible; test names the
    tests that give them, joined by " or ". Null where a range is wider than censored.WIDEST.
    """
    names = [f"{end}_{side}" for side in "ab" for end in ("ac_low", "ac_high", "an")]
    ends = rows.select(names)
    widest = [
        pl.col(f"ac_high_{side}") - pl.col(f"ac_low_{side}") <= censored.WIDEST for side in "ab"
    ]
    can_test = ends.select(
        pl.all_horizontal(*widest, *(pl.col(name) > 0 for name in ("an_a", "an_b"))).fill_null(
            value=False
        )
    ).to_series()
    low, high = np.full(rows.height, np.nan), np.full(rows.height, np.nan)
    tests: list[str | None] = [None] * rows.height
    where = np.flatnonzero(can_test.to_numpy())
    if where.size:
        tested = [ends[name].to_numpy()[where].astype(np.int64) for name in names]
        low[where], high[where] = censored.p_range(*tested)
        for place, counts in zip(where, zip(*tested, strict=True), strict=True):
            tests[place] = " or ".join(censored.tests_in_range(*map(int, counts)))
    return rows.with_columns(
        pl.Series("p_low", low, pl.Float64).fill_nan(None),
        pl.Series("p_high", high, pl.Float64).fill_nan(None),
        pl.Series("test", tests, pl.String),
    )
