"""The figures of A against B that can be explained, wherever the pair stands."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from straits import queries
from straits.explained.explanation import Given
from straits.popgen import contingency, filtering_frequency, intervals
from straits.ui.explain.offers import Offer, of_frequency, offer
from straits.ui.words import numbers

_SIDES = ("ac_a", "an_a", "ac_b", "an_b")
_AT = "A and B"


def of_contrast(contrast: queries.allele.Contrast, names: tuple[str, str]) -> list[Offer]:
    """Return the figures of A against B at one allele; one withheld side withholds them all."""
    if contrast.is_withheld:
        return [offer("difference", _AT, None, *names)]
    if contrast.is_censored:
        return _of_ranges(contrast, names)
    if contrast.difference is None:
        return []
    counts = {name: getattr(contrast, name) for name in _SIDES}
    measured = counts | {"z": intervals.Z_95}
    found = [offer("difference", _AT, measured, *names)]
    if contrast.ratio is not None:
        found.append(offer("ratio", _AT, measured, *names))
    if contrast.odds_ratio is not None:
        found.append(offer("odds_ratio", _AT, measured, *names))
    found.append(_test(counts, bool(contrast.is_exact), names))
    if contrast.detectable is not None:
        found.append(offer("power", _AT, _findable(contrast), *names))
    return found


def _of_ranges(contrast: queries.allele.Contrast, names: tuple[str, str]) -> list[Offer]:
    found = [
        offer("af_range", name, {"ac_low": low, "ac_high": high, "an": an})
        for name, low, high, an in (
            (names[0], contrast.ac_low_a, contrast.ac_high_a, contrast.an_a),
            (names[1], contrast.ac_low_b, contrast.ac_high_b, contrast.an_b),
        )
        if low is not None and high is not None and an
    ]
    if contrast.p_low is not None:
        given = {
            "low_a": contrast.ac_low_a, "high_a": contrast.ac_high_a, "an_a": contrast.an_a,
            "low_b": contrast.ac_low_b, "high_b": contrast.ac_high_b, "an_b": contrast.an_b,
        }  # fmt: skip
        found.append(offer("p_range", _AT, given, *names))  # type: ignore[arg-type]
    return found


def _test(
    counts: Mapping[str, int], is_exact: bool, names: tuple[str, str], at: str = _AT
) -> Offer:
    if is_exact:
        return offer("fisher", at, counts, *names)
    given = {"ac": [counts["ac_a"], counts["ac_b"]], "an": [counts["an_a"], counts["an_b"]]}
    return offer("chi_square", at, given, " and ".join(names))


def _findable(contrast: queries.allele.Contrast) -> Given:
    a, b = (contrast.af_a or 0.0, contrast.an_a or 0), (contrast.af_b or 0.0, contrast.an_b or 0)
    rarer, other = (b, a) if b[0] < a[0] else (a, b)
    level = {"alpha": queries.allele.ALPHA, "power": queries.allele.POWER}
    return {"af": rarer[0], "an_rare": rarer[1], "an_other": other[1]} | level


def of_grouping(
    groups: pl.DataFrame, omnibus: queries.allele.Omnibus, highest: queries.allele.GroupMax
) -> list[Offer]:
    """Return the figures of all groups of a grouping together.

    groups
        As of queries.allele.pooled_groups.
    """
    called = groups.filter(pl.col("an") > 0)
    found = []
    if omnibus.p is not None:
        table: Given = {"ac": called["ac"].to_list(), "an": called["an"].to_list()}
        kind = "chi_square" if omnibus.is_chi_square else "each_against_others"
        found.append(offer(kind, "all groups", table, numbers.listed(called["label"].to_list())))
    left_out = {label for label, _ in highest.excluded}
    kept = called.filter(~pl.col("label").is_in(list(left_out)))
    if highest.faf95 is not None and kept.height:
        given: Given = {
            "ac": kept["ac"].to_list(),
            "an": kept["an"].to_list(),
            "chance": filtering_frequency.CHANCE,
        }
        found.append(offer("group_max", "all groups", given, highest.group or "no group"))
    return found


def of_call_sets(rows: pl.DataFrame) -> list[Offer]:
    """Return the tests of whether call sets agree on a group.

    rows
        As of queries.allele.between_call_sets.
    """
    return [
        offer(
            "each_against_others", row["label"], {"ac": row["acs"], "an": row["ans"]},
            numbers.listed(row["call_sets"]),
        )
        for row in rows.iter_rows(named=True)
    ]  # fmt: skip


def of_panels(rows: pl.DataFrame) -> list[Offer]:
    """Return the tests of groups against the external panel of their ancestry.

    rows
        As of queries.comparison.against_panels.
    """
    found = []
    for row in rows.iter_rows(named=True):
        low, high = (row[f"panel_af_{end}"] * row["panel_an"] for end in ("low", "high"))
        nearest = np.clip(np.round(row["af"] * row["panel_an"]), round(low), round(high))
        given = {"ac_a": row["ac"], "an_a": row["an"], "ac_b": float(nearest),
                 "an_b": row["panel_an"], "fst": queries.comparison.MATCHED_FST}  # fmt: skip
        at = f"{row['label']} in {row['call_set_name']}"
        found.append(offer("drift", at, given, at, f"{row['panel_label']}, {row['panel_name']}"))
    return found


def of_strata(strata: queries.comparison.Strata, names: tuple[str, str]) -> list[Offer]:
    """Return the differences within each call set, and the test over them."""
    told = strata.rows.filter((pl.col("an_a") > 0) & (pl.col("an_b") > 0))
    told = told.drop_nulls(["ac_a", "ac_b"])
    found = []
    for row in told.iter_rows(named=True):
        given = {name: row[name] for name in _SIDES} | {"z": intervals.Z_95}
        at = f"{row['call_set_name']}"
        found.append(offer("difference", at, given, *names))
    if strata.p is not None and not strata.n_in_range:
        table = {name: told[name].to_list() for name in _SIDES}
        kind = "strata" if strata.test == queries.comparison.COCHRAN_MANTEL_HAENSZEL else ""
        found.append(offer(kind or "strata_exact", "all call sets", table, *names))
    return found


def of_ranked(
    row: Mapping[str, Any],
    family: queries.comparison.Family | None,
    names: tuple[str, str],
    at: str = "",
) -> list[Offer]:
    """Return the figures of one allele of a ranking.

    row
        As of queries.comparison.allele_differences.
    family
        The tests that q is over; None where none is counted.
    at
        The allele, where several are offered.
    """
    both = at or _AT
    counts = {name: row[name] for name in _SIDES}
    if None in counts.values():
        return [offer("difference", both, None, *names)]
    found = []
    for name, side in zip(names, "ab", strict=True):
        of_side = of_frequency(
            f"{at} in {name}" if at else name, row[f"ac_{side}"], row[f"an_{side}"]
        )
        found += of_side
    found.append(offer("difference", both, counts | {"z": intervals.Z_95}, *names))
    found.append(_test(counts, row["test"] == contingency.FISHER, names, both))
    if counts["an_a"] > 1 and counts["an_b"] > 1 and 0 < counts["ac_a"] + counts["ac_b"]:
        found.append(offer("fst_of_one", both, counts, *names))
    if family is not None and row["q"] is not None:
        behind = family.behind(row["p"])
        found.append(offer("q", both, behind))
        single = {"p": row["p"], "n_tests": behind["n_tests"]}
        found.append(offer("bonferroni", both, single))
    return found
