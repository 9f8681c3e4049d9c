"""Cases of counting: who was looked at, what none excludes, and whose frequency counts."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import polars as pl

from straits.explained.explanation import Explanation, Given
from straits.popgen import filtering_frequency
from straits.queries.allele import variant_statistics
from straits.queries.learn import counted_alleles
from straits.queries.learn.case import Case
from straits.queries.learn.counted_alleles import Counted
from straits.store import Store
from straits.tables import ABSENCES

# What is told of a case in cases.yaml.
Words = Mapping[str, Any]
Maker = Callable[[Store, Words], Case | str]

_UNKNOWN = tuple(name for name in ABSENCES if name.startswith("not_"))
# The chance of seeing none that the upper end of a two-sided 95 % interval leaves.
_CHANCE = 0.025
# A frequency of which a difference can be seen.
_COMMON = 0.02
# Copies that only relatives add: below it one person moves a frequency, not a family.
_OF_FAMILY = 3


def made(
    words: Words,
    right: Explanation,
    wrong: Explanation,
    of: Counted,
    address: Mapping[str, str],
    mistakes: Mapping[str, float],
) -> Case:
    """Return a case about one allele, with its names in the question."""
    said = {
        "variant": of.name, "group": right.group, "other": right.other or wrong.other,
        "far": wrong.other,
    }  # fmt: skip
    return Case(
        words["name"], words["title"], words["question"].format(**said), words["asks"], right,
        wrong, "variant", address, of.frequencies, mistakes,
    )  # fmt: skip


def absence(store: Store, words: Words) -> Case | str:
    """Return a case of an allele that some group was not looked at for."""
    for rows in counted_alleles.stretches(store):
        unknown = rows.filter(pl.col("absence").is_in(_UNKNOWN), pl.col("n_people") > 0)
        common = rows.filter(pl.col("af") > _COMMON)
        both = unknown.join(common, on="allele_index", how="semi").sort("allele_index")
        for row in both.iter_rows(named=True):
            here = rows.filter(pl.col("allele_index") == row["allele_index"])
            of = counted_alleles.of_rows(counted_alleles.at(store, row["allele_index"]), here)
            if row["group_id"] in of.rows["group_id"]:
                continue
            return _absence(store, words, row, of)
    return "no allele was found that one group was looked at for and another was not"


def _absence(store: Store, words: Words, unknown: Mapping[str, Any], of: Counted) -> Case:
    most = of.rows.sort("ac", descending=True).row(0, named=True)
    first = of.largest(most["group_id"])
    names = counted_alleles.within(first), counted_alleles.within(unknown)
    given = {"ac": first["ac"], "an": first["an"]}
    right = Explanation("absence_right", *names, given)
    wrong = Explanation("absence_wrong", *names, given | {"people": unknown["n_people"]})
    sides = [
        counted_alleles.side(store, row["group_id"], row["call_set_id"]) for row in (first, unknown)
    ]
    everybody = unknown["n_people"] + first["n_people"]
    mistakes = {
        "copies over people; each person has two": first["ac"] / first["n_called"],
        "people who carry it, over people; not copies over copies": (
            (first["ac"] - first["hom_alt"]) / first["n_called"]
        ),
        "copies over people, with those who were not looked at": first["ac"] / everybody,
        "people with two copies alone, over people": first["hom_alt"] / first["n_called"],
    }
    address = counted_alleles.address(store, of.variant, sides)
    return made(words, right, wrong, of, address, mistakes)


def founder(store: Store, words: Words) -> Case | str:
    """Return a case of a group in which nobody carries an allele that another group has."""
    for variant in counted_alleles.named(store, words["variants"]):
        of = counted_alleles.counted(store, variant)
        none = of.rows.filter(pl.col("ac") == 0).sort("an", descending=True)
        if none.is_empty() or not (of.rows["ac"] > 0).any():
            continue
        row = of.largest(none["group_id"][0])
        given = {"an": row["an"], "chance": _CHANCE}
        named = counted_alleles.within(row)
        right = Explanation("founder_right", named, "", given)
        wrong = Explanation("founder_wrong", named, "", {"ac": row["ac"], "an": row["an"]})
        most = of.rows.sort("ac", descending=True).row(0, named=True)
        shown = (row, of.largest(most["group_id"]))
        sides = [counted_alleles.side(store, one["group_id"], one["call_set_id"]) for one in shown]
        mistakes = {
            f"the AF of {most['label']}, who are other people": most["ac"] / most["an"],
            "the AF of everybody together": of.af,
            "one copy over AN, as if one more copy were the most that fits": 1 / row["an"],
            "worked out with people in the place of copies": (1 - _CHANCE ** (1 / row["n_called"])),
        }
        address = counted_alleles.address(store, variant, sides)
        return made(words, right, wrong, of, address, mistakes)
    return lacking(words)


def common_here(store: Store, words: Words) -> Case | str:
    """Return a case of an allele that is common in one group and not in all of them."""
    for variant in counted_alleles.named(store, words["variants"]):
        of = counted_alleles.counted(store, variant)
        left_out = variant_statistics.outside_group_max(store, counted_alleles.grouping(store))
        kept = of.rows.filter(~pl.col("group_id").is_in(list(left_out)))
        if kept.height < 2 or variant.region_class != "autosome":
            continue
        table = {"ac": kept["ac"].to_list(), "an": kept["an"].to_list()}
        faf = filtering_frequency.faf95(table["ac"], table["an"])
        highest = kept.row(int(faf.argmax()), named=True)
        lowest = kept.row(int(faf.argmin()), named=True)
        given: Given = {**table, "chance": filtering_frequency.CHANCE}
        names = "; ".join(kept["label"])
        right = Explanation("common_here_right", highest["label"], names, given)
        wrong = Explanation("common_here_wrong", "everybody", names, table)
        sides = [counted_alleles.side(store, one["group_id"]) for one in (lowest, highest)]
        mistakes = {
            "the highest AF, not its lower bound": highest["ac"] / highest["an"],
            f"the AF of {lowest['label']}, where it is rarest": lowest["ac"] / lowest["an"],
            "the mean of the lower bounds of all groups": float(np.nanmean(faf)),
            "copies over people; each person has two": highest["ac"] / highest["n_called"],
        }
        address = counted_alleles.address(store, variant, sides)
        return made(words, right, wrong, of, address, mistakes)
    return lacking(words)


def relatives(store: Store, words: Words) -> Case | str:
    """Return a case of the allele whose frequency relatives move most."""
    best: tuple[float, dict[str, Any]] | None = None
    key = ["allele_index", "population_id"]
    for everyone, unrelated in zip(
        counted_alleles.stretches(store), counted_alleles.stretches(store, "unrelated"), strict=True
    ):
        both = everyone.join(unrelated, on=key, suffix="_unrelated").filter(
            pl.col("af") > _COMMON, pl.col("an_unrelated") > 0,
            pl.col("ac") - pl.col("ac_unrelated") >= _OF_FAMILY,
        )  # fmt: skip
        moved = both.with_columns(moved=(pl.col("af") - pl.col("af_unrelated")).abs())
        if moved.height:
            row = moved.sort("moved", *key, descending=[True, False, False]).row(0, named=True)
            if best is None or row["moved"] > best[0]:
                best = (row["moved"], row)
    if best is None or best[0] < 0.001:
        return "no family was found whose members move a frequency together"
    row = best[1]
    of = counted_alleles.counted(store, counted_alleles.at(store, row["allele_index"]))
    kept = {"ac": row["ac_unrelated"], "an": row["an_unrelated"]}
    named = counted_alleles.within(row)
    right = Explanation("relatives_right", named, "", kept)
    wrong = Explanation("relatives_wrong", named, "", {"ac": row["ac"], "an": row["an"]})
    # A second group, so that the page compares two of which none is within the other.
    others = of.cells.filter(pl.col("group_id") != row["group_id"]).sort("an", descending=True)
    shown = (row, *others.head(1).iter_rows(named=True))
    sides = [counted_alleles.side(store, one["group_id"], one["call_set_id"]) for one in shown]
    address = counted_alleles.address(store, of.variant, sides, "unrelated")
    pooled = of.rows.filter(group_id=row["group_id"]).row(0, named=True)
    mistakes = {
        "copies over people; each person has two": row["ac_unrelated"] / row["n_called_unrelated"],
        "the AF of the relatives who are to be left out": (
            (row["ac"] - row["ac_unrelated"]) / max(row["an"] - row["an_unrelated"], 1)
        ),
        "with relatives, over all call sets of the group": pooled["ac"] / pooled["an"],
        "the AF of every group together, with relatives": of.af,
    }
    counted = counted_alleles.counted(store, of.variant, "unrelated")
    return made(words, right, wrong, counted, address, mistakes)


def lacking(words: Words) -> str:
    """Return why no allele of a case can be shown."""
    return f"none of {', '.join(words['variants'])} is there with counts that may be shown"
