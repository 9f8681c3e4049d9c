"""A and B at one allele, call set by call set: is the difference there wherever both were counted?

All of it follows from counts that the guard let out, so nothing withheld can come back.
"""

from dataclasses import dataclass

import polars as pl

from straits.popgen import differences, stratified
from straits.queries.allele import allele_ranges
from straits.queries.allele.variant_answers import Variant
from straits.queries.comparison import families
from straits.queries.groups.populations_shown import Population, populations
from straits.store import Store

COCHRAN_MANTEL_HAENSZEL = "Cochran-Mantel-Haenszel, no continuity correction"
EXACT_OVER_STRATA = "exact, within call sets"
BRESLOW_DAY = "Breslow-Day, Tarone's correction"
ZELEN = "Zelen's exact test"

_COUNTS = ("ac_a", "an_a", "ac_b", "an_b")


@dataclass(frozen=True)
class Strata:
    """The difference of A and B within each call set, and over call sets.

    rows
        One row per call set that counted both: call_set_id, call_set_name, site_name, an_source,
        ac_a, an_a, ac_b, an_b, af_a, af_b, difference, difference_low, difference_high (Newcombe
        95 %), p, test, p_minimum. Counts and all that follows are null where withheld.
    n_strata
        Call sets in which both have an AN; with fewer than two the rest is None.
    p, odds_ratio, odds_ratio_low, odds_ratio_high, test
        A difference that the call sets share, with the odds ratio they have in common (95 %), by
        the test named: Cochran, Mantel and Haenszel's, or an exact one where counts are small. No
        call set is compared with another, so a difference between laboratories cannot pass for one
        between groups.
    p_same, test_same
        Of Breslow and Day, or Zelen's exact test where counts are small: a small p where the call
        sets do not tell of one difference.
    """

    rows: pl.DataFrame
    n_strata: int
    p: float | None = None
    odds_ratio: float | None = None
    odds_ratio_low: float | None = None
    odds_ratio_high: float | None = None
    test: str = ""
    p_same: float | None = None
    test_same: str = ""


def stratified_difference(
    store: Store, variant: Variant, a: Population, b: Population, who: str
) -> Strata:
    """Return A and B at an allele within every call set that counted both.

    Those are not only the call sets that A and B are chosen in: the groups are looked up in all.

    who
        "all" or "unrelated".
    """
    shared = [name for name in _call_sets(store, a) if name in _call_sets(store, b)]
    if not shared:
        return Strata(_of_nothing(), 0)
    index = (variant.allele_index, variant.allele_index)
    sides = [
        allele_ranges.group_counts(
            store, [(name, population.grouping, population.group_id) for name in shared], index, who
        ).select("call_set_id", pl.col("ac").alias(f"ac_{side}"), pl.col("an").alias(f"an_{side}"))
        for side, population in (("a", a), ("b", b))
    ]
    named = store.query("call_sets").select("call_set_id", "call_set_name", "site_name")
    states = allele_ranges.states(store, shared, index).select("call_set_id", "an_source")
    rows = named.join(states, on="call_set_id").join(sides[0], on="call_set_id")
    rows = _measured(rows.join(sides[1], on="call_set_id"))
    told = rows.filter((pl.col("an_a") > 0) & (pl.col("an_b") > 0))
    if told.height < 2:
        return Strata(rows, told.height)
    shared_odds = stratified.shared_odds(*(told[name].to_numpy() for name in _COUNTS))
    return Strata(
        rows,
        told.height,
        shared_odds.p,
        shared_odds.odds_ratio,
        shared_odds.low,
        shared_odds.high,
        EXACT_OVER_STRATA if shared_odds.is_exact else COCHRAN_MANTEL_HAENSZEL,
        shared_odds.p_same,
        ZELEN if shared_odds.is_same_exact else BRESLOW_DAY,
    )


def _call_sets(store: Store, population: Population) -> list[str]:
    """Return the call sets that count a population and may show it."""
    listed = populations(store).filter(
        (pl.col("grouping") == population.grouping)
        & (pl.col("group_id") == population.group_id)
        & pl.col("call_set_id").is_not_null()
        & pl.col("is_selectable")
    )
    # A cohort is not among the groups that are listed.
    return listed["call_set_id"].to_list() or list(population.call_set_ids)


def _measured(rows: pl.DataFrame) -> pl.DataFrame:
    ac_a, an_a, ac_b, an_b = (rows[name].to_numpy() for name in _COUNTS)
    low, high = differences.newcombe_interval(ac_a, an_a, ac_b, an_b)
    af = [
        pl.when(pl.col(f"an_{side}") > 0).then(pl.col(f"ac_{side}") / pl.col(f"an_{side}"))
        for side in "ab"
    ]
    return families.tested(
        rows.with_columns(
            af[0].alias("af_a"),
            af[1].alias("af_b"),
            (af[0] - af[1]).alias("difference"),
            pl.Series("difference_low", low).fill_nan(None),
            pl.Series("difference_high", high).fill_nan(None),
        )
    )


def _of_nothing() -> pl.DataFrame:
    texts = ("call_set_id", "call_set_name", "site_name", "an_source")
    empty = pl.DataFrame(schema=dict.fromkeys(texts, pl.String) | dict.fromkeys(_COUNTS, pl.Int64))
    return _measured(empty)
