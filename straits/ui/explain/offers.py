"""A figure of a page that can be explained, and those that rest on AC of AN."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from straits import queries
from straits.explained.explanation import Explanation, Given
from straits.popgen import filtering_frequency, intervals
from straits.ui.words import numbers

LEVEL = 0.95


@dataclass(frozen=True)
class Offer:
    """A figure that is explained.

    at
        Where it stands: a row of a table, or the pair.
    explanation
        Its record, and what went in.
    """

    at: str
    explanation: Explanation

    @property
    def label(self) -> str:
        """Return what the figure is, and whose."""
        return f"{self.explanation.record.label} · {self.at}"


def offer(statistic: str, at: str, given: Given | None, group: str = "", other: str = "") -> Offer:
    """Return a figure at a row; the group is that of the row unless it says otherwise.

    given
        None where the figure is withheld.
    """
    return Offer(at, Explanation(statistic, group or at, other, given))


def of_frequency(at: str, ac: int, an: int) -> list[Offer]:
    """Return the interval of AF of counts that are told, exact where few have it, and AF."""
    if intervals.is_few(ac, an):
        interval = offer("exact_interval", at, {"ac": ac, "an": an, "level": LEVEL})
    else:
        interval = offer("interval", at, {"ac": ac, "an": an, "z": intervals.Z_95})
    return [interval, offer("af", at, {"ac": ac, "an": an})]


def of_groups(rows: pl.DataFrame, genotypes: pl.DataFrame) -> list[Offer]:
    """Return the figures of every group: AF, its interval, carriers, genotypes and faf95.

    rows
        As of queries.allele.variant_frequencies, with row_label.
    genotypes
        As of queries.allele.genotypes.
    """
    known = {row["population_id"]: row for row in genotypes.iter_rows(named=True)}
    found = []
    for row in rows.iter_rows(named=True):
        of_both = known.get(row["population_id"]) if row["sex"] == "all" else None
        found += _of_group(row, of_both)
    return found


def of_sums(rows: pl.DataFrame) -> list[Offer]:
    """Return AF and its interval of every group that several call sets counted, added up.

    rows
        As of queries.allele.variant_frequencies, of one grouping, both sexes together.
    What is withheld is in no sum, and one with a range among its parts is left out.
    """
    found = []
    groups = queries.allele.pooled_groups(rows).filter(~pl.col("is_range"))
    for group in groups.iter_rows(named=True):
        parts = rows.filter(pl.col("an") > 0, group_id=group["group_id"])
        if parts.height < 2:
            continue
        at = f"{group['label']}, call sets added up"
        given: Given = {name: parts[name].to_list() for name in ("ac", "an")}
        called = numbers.listed(parts["call_set_name"].to_list())
        found.append(offer("summed_af", at, given, group["label"], called))
        found.append(of_frequency(at, group["ac"], group["an"])[0])
    return found


def of_hardy_weinberg(rows: pl.DataFrame, genotypes: pl.DataFrame) -> list[Offer]:
    """Return the tests of Hardy-Weinberg alone, of rows and genotypes as `of_groups` takes them."""
    found = of_groups(rows, genotypes)
    return [one for one in found if one.explanation.statistic in ("hwe", "hwe_x")]


def _of_group(row: Mapping[str, Any], counted: Mapping[str, Any] | None) -> list[Offer]:
    at, ac, an = row["row_label"], row["ac"], row["an"]
    if row["state"] == "withheld":
        return [offer("af", at, None)]
    if not an:
        return []
    if ac is None:
        ends = {"ac_low": row["ac_low"], "ac_high": row["ac_high"], "an": an}
        return [offer("af_range", at, ends)]
    found = of_frequency(at, ac, an)
    if row["carriers_per_1000"] is not None:
        names = ("ac", "hom_alt", "n_called")
        found.append(offer("carriers", at, {name: row[name] for name in names}))
    if counted is None:
        return found
    people = {name: counted[name] for name in ("hom_ref", "het", "hom_alt")}
    if None not in people.values():
        found.append(offer("het_expected", at, people))
        if counted["hwe_p"] is not None and counted["hwe_test"] == queries.allele.JOINT_X:
            of_men = {name: counted[name] or 0 for name in ("hemi_ref", "hemi_alt")}
            found.append(offer("hwe_x", at, people | of_men))
        elif counted["hwe_p"] is not None:
            found.append(offer("hwe", at, people))
    if counted["faf95"] is not None:
        given = {"ac": ac, "an": an, "chance": filtering_frequency.CHANCE}
        found.append(offer("faf95", at, given))
    return found
