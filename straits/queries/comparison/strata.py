"""A and B at one allele, call set by call set: is the difference there wherever both were counted?

Call sets of partners are among them, where the study names the partner's groups of the same
ancestry as A and as B.

All of it follows from counts that the guard let out, so nothing withheld can come back.
"""

from dataclasses import dataclass

import polars as pl

from straits.popgen import censored, differences, stratified
from straits.queries.allele import allele_ranges, ranges_of_counts
from straits.queries.allele.variant_answers import Variant
from straits.queries.comparison import families
from straits.queries.groups import provenance
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
        95 %), p, test, p_minimum; label_a and label_b, whom it counts. Counts and all that follows
        are null where withheld. Where AC is known only as a range it is null, from ac_low_a to
        ac_high_a, and likewise of b; p is then p_low to p_high.
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
    p_most, odds_ratio_most, p_same_most
        Where counts are ranges p, odds_ratio and p_same are the least that any of them would give,
        and these the most; else None.
    n_in_range
        Call sets of which a count is a range.
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
    p_most: float | None = None
    odds_ratio_most: float | None = None
    p_same_most: float | None = None
    n_in_range: int = 0


def stratified_difference(
    store: Store, variant: Variant, a: Population, b: Population, who: str
) -> Strata:
    """Return A and B at an allele within every call set that counted both.

    Of a group that is chosen in some of its call sets the others do not count, nor do partners:
    they hold other people than were chosen.

    who
        "all" or "unrelated".
    """
    cells = [_cells(store, a), _cells(store, b)]
    shared = [name for name in cells[0] if name in cells[1]]
    if not shared:
        return Strata(_of_nothing(), 0)
    index = (variant.allele_index, variant.allele_index)
    sides = [
        _counts(store, {name: of_side[name] for name in shared}, index, who, side)
        for side, of_side in zip("ab", cells, strict=True)
    ]
    named = store.query("call_sets").select("call_set_id", "call_set_name", "site_name")
    states = allele_ranges.states(store, shared, index).select("call_set_id", "an_source")
    rows = named.join(states, on="call_set_id").join(sides[0], on="call_set_id")
    rows = _measured(rows.join(sides[1], on="call_set_id"))
    told = rows.filter((pl.col("an_a") > 0) & (pl.col("an_b") > 0))
    is_range = pl.any_horizontal(pl.col(f"ac_low_{side}").is_not_null() for side in "ab")
    n_in_range = told.filter(is_range).height
    if told.height < 2:
        return Strata(rows, told.height, n_in_range=n_in_range)
    if n_in_range:
        return _in_range(rows, told, n_in_range)
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


def _in_range(rows: pl.DataFrame, told: pl.DataFrame, n_in_range: int) -> Strata:
    ends = [
        told.select(pl.coalesce(f"ac_{end}_{side}", f"ac_{side}")).to_series().to_numpy()
        for side in "ab"
        for end in ("low", "high")
    ]
    an_a, an_b = told["an_a"].to_numpy(), told["an_b"].to_numpy()
    found = censored.odds_in_range(ends[0], ends[1], an_a, ends[2], ends[3], an_b)
    if found is None:
        return Strata(rows, told.height, n_in_range=n_in_range)
    p, ratio, same = (pair or (None, None) for pair in (found.p, found.odds_ratio, found.p_same))
    tests = {True: EXACT_OVER_STRATA, False: COCHRAN_MANTEL_HAENSZEL}
    tests_same = {True: ZELEN, False: BRESLOW_DAY}
    return Strata(
        rows,
        told.height,
        p[0],
        ratio[0],
        found.low,
        found.high,
        " or ".join(tests[each] for each in sorted(found.is_exact)),
        same[0],
        " or ".join(tests_same[each] for each in sorted(found.is_same_exact)),
        p[1],
        ratio[1],
        same[1],
        n_in_range,
    )


def _counts(
    store: Store,
    cells: dict[str, tuple[str, str]],
    index: allele_ranges.AlleleRange,
    who: str,
    side: str,
) -> pl.DataFrame:
    """Return the counts of one side in each call set, with the ends of those that are ranges."""
    listed = [(name, *cell) for name, cell in cells.items()]
    counts = allele_ranges.group_counts(store, listed, index, who)
    counts = ranges_of_counts.with_ranges(store, counts, listed, [index], who)
    known = populations(store).select("call_set_id", "grouping", "group_id", "label")
    named = counts.join(known, on=["call_set_id", "grouping", "group_id"], how="left")
    return named.select(
        "call_set_id",
        *(
            pl.col(name).alias(f"{name}_{side}")
            for name in ("ac", "an", "ac_low", "ac_high", "label")
        ),
    )


def _cells(store: Store, population: Population) -> dict[str, tuple[str, str]]:
    """Return the group by which each call set counts a population: of a partner, its match."""
    own_cell = (population.grouping, population.group_id)
    cells = dict.fromkeys(population.call_set_ids, own_cell)
    # A cohort is not among the groups that are listed.
    if not set(_shown_in(store, *own_cell)) <= cells.keys():
        return cells
    partners = provenance.partner_groups(store)["call_set_id"].implode()
    matches = store.query("panel_matches").filter(pl.col("call_set_id").is_in(partners))
    own, theirs = ("grouping", "group_id"), ("panel_grouping", "panel_group_id")
    for here, there in ((own, theirs), (theirs, own)):
        of_it = matches.filter(
            pl.col(name) == value for name, value in zip(here, own_cell, strict=True)
        )
        for cell in of_it.select(there).unique(maintain_order=True).iter_rows():
            for call_set_id in _shown_in(store, *cell):
                cells.setdefault(call_set_id, cell)
    return cells


def _shown_in(store: Store, grouping: str, group_id: str) -> list[str]:
    listed = populations(store).filter(
        (pl.col("grouping") == grouping)
        & (pl.col("group_id") == group_id)
        & pl.col("call_set_id").is_not_null()
        & pl.col("is_selectable")
    )
    return listed["call_set_id"].to_list()


def _measured(rows: pl.DataFrame) -> pl.DataFrame:
    ac_a, an_a, ac_b, an_b = (rows[name].to_numpy() for name in _COUNTS)
    low, high = differences.newcombe_interval(ac_a, an_a, ac_b, an_b)
    af = [
        pl.when(pl.col(f"an_{side}") > 0).then(pl.col(f"ac_{side}") / pl.col(f"an_{side}"))
        for side in "ab"
    ]
    tested = families.tested(
        rows.with_columns(
            af[0].alias("af_a"),
            af[1].alias("af_b"),
            (af[0] - af[1]).alias("difference"),
            pl.Series("difference_low", low).fill_nan(None),
            pl.Series("difference_high", high).fill_nan(None),
        )
    )
    ends = {
        f"ac_{end}_{side}": pl.coalesce(f"ac_{end}_{side}", f"ac_{side}")
        for side in "ab"
        for end in ("low", "high")
    }
    in_range = ranges_of_counts.with_p_range(rows.with_columns(**ends))
    return tested.hstack(in_range.select("p_low", "p_high"))


def _of_nothing() -> pl.DataFrame:
    texts = ("call_set_id", "call_set_name", "site_name", "an_source")
    names = ("label_a", "label_b")
    ends = [f"ac_{end}_{side}" for side in "ab" for end in ("low", "high")]
    empty = pl.DataFrame(
        schema=dict.fromkeys((*texts, *names), pl.String)
        | dict.fromkeys((*_COUNTS, *ends), pl.Int64)
    )
    return _measured(empty)
