"""What the counts of one allele say of each group, and of the groups together.

All of it follows from counts that the guard let out, so nothing withheld can come back.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from straits.popgen import arrays, contingency, filtering_frequency, hardy_weinberg
from straits.queries.allele import allele_ranges
from straits.store import Store
from straits.tables import AN_SOURCES, EVERYONE

# Sites that differ more than this within one group point at how they were sequenced (gnomAD flags
# its exomes and genomes at the same level).
BATCH_P = 1e-4

JOINT_X = "joint exact test of XX and XY on X, mid-p"
EXACT_MIDP = "exact test, mid-p"


@dataclass(frozen=True)
class GroupMax:
    """The highest filtering frequency of the groups that count, and who did not count and why."""

    faf95: float | None
    group: str | None
    n_eligible: int
    excluded: tuple[tuple[str, str], ...]


def genotypes(rows: pl.DataFrame, region_class: str) -> pl.DataFrame:
    """Return one row per population with its genotypes, Hardy-Weinberg mid-p and faf95.

    rows
        As of `variant_frequencies`, both sexes together.
    Columns: population_id, hom_ref, het, hom_alt, hemi_ref, hemi_alt, het_expected (at the AF of
    the diploid people), hwe_p, hwe_test, faf95; null where withheld. hwe_p is null too where the
    test is not defined (Y, mitochondria), nobody was called, or at most one copy differs from the
    rest (on X none): the mid-p of the one possible outcome is 0.5 and says nothing. On X the
    diploid people are the XX.
    """
    counted = [
        _genotypes(row, region_class)
        for row in rows.filter(pl.col("sex") == "all").iter_rows(named=True)
    ]
    schema = {"population_id": pl.String, "hwe_test": pl.String, "hwe_p": pl.Float64}
    frame = pl.DataFrame(counted, infer_schema_length=None, schema_overrides=schema)
    return frame if region_class == "x" or frame.is_empty() else _with_midp(frame)


def pooled_groups(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row per group of a grouping, summed over call sets.

    rows
        As of `variant_frequencies`, of one grouping, both sexes together.
    Columns: group_id, label, ac and an (null where withheld or known only as a range), is_range.
    """
    is_range = pl.col("state") == "censored"
    rows = rows.with_columns(pl.when(~is_range).then("an").alias("an"))
    return rows.group_by("group_id", maintain_order=True).agg(
        pl.col("label").first(),
        *allele_ranges.pooled_counts(("ac", "an")),
        is_range.any().alias("is_range"),
    )


@dataclass(frozen=True)
class Omnibus:
    """Whether all groups have one frequency: p, None with fewer than two groups, and the test."""

    p: float | None
    n_groups: int
    test: str
    is_chi_square: bool = True


def omnibus(groups: pl.DataFrame) -> Omnibus:
    """Return the test that all groups of a grouping have one frequency.

    It is the chi-square test, or, where a cell is expected to have fewer than 5 copies, that of
    each group against the others (`contingency.each_against_others`).

    groups
        As of `pooled_groups`; withheld groups are left out.
    """
    called = groups.filter(pl.col("an") > 0)
    if called.height < 2:
        return Omnibus(None, called.height, "")
    table = [called["ac"].to_numpy()], [called["an"].to_numpy()]
    p, is_small = contingency.homogeneity_test(*table)
    test = f"chi-square 2×{called.height}, {called.height - 1} df"
    if is_small[0]:
        test = name_of_pairs(bool(contingency.each_against_others(*table)[1][0]), called.height)
    return Omnibus(arrays.known(p[0]), called.height, test, not is_small[0])


def name_of_pairs(is_exact: bool, n_groups: int) -> str:
    """Return the name of the test of each group against the others, as of `each_against_others`.

    >>> name_of_pairs(True, 3), name_of_pairs(False, 2)
    ("Fisher's exact, two-sided, each against the others, times 3", 'chi-square, no continuity \
correction')
    """
    test = contingency.name_of_test(is_exact)
    return test if n_groups < 3 else f"{test}, each against the others, times {n_groups}"


def group_max(groups: pl.DataFrame, left_out: Collection[str] = ()) -> GroupMax:
    """Return GroupMax over the groups of a grouping; those without known counts are excluded.

    groups
        As of `pooled_groups`.
    left_out
        Ids of the groups that the study keeps out of GroupMax (see `outside_group_max`).
    """
    excluded = [
        (label, "by the study file")
        for label, group in groups.select("label", "group_id").iter_rows()
        if group in left_out
    ]
    groups = groups.filter(~pl.col("group_id").is_in(list(left_out)))
    excluded += [
        (label, "known as a range" if is_range else "withheld" if an is None else "nothing called")
        for label, an, is_range in groups.select("label", "an", "is_range").iter_rows()
        if not an
    ]
    kept = groups.filter(pl.col("an") > 0)
    if kept.is_empty():
        return GroupMax(None, None, 0, tuple(excluded))
    faf, place = filtering_frequency.group_max_faf(
        [kept["ac"].to_numpy()], [kept["an"].to_numpy()], np.ones(kept.height, bool)
    )
    group = str(kept["label"][int(place[0])]) if place[0] >= 0 else None
    return GroupMax(arrays.known(faf[0]), group, kept.height, tuple(excluded))


def outside_group_max(store: Store, grouping: str) -> frozenset[str]:
    """Return the groups of a grouping that the study keeps out of GroupMax.

    Bottlenecked and mixed groups, and people in no group: a frequency that only drift made high
    there would acquit an allele everywhere.
    """
    left_out = store.query("group_max_exclusions").filter(pl.col("grouping") == grouping)
    return frozenset(left_out["group_id"])


def between_call_sets(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row per group that several call sets counted: does its frequency differ there?

    rows
        As of `variant_frequencies`, of one grouping, both sexes together.
    Columns: label, call_sets, acs, ans, afs (lists, alike ordered), p, test (of each call set
    against the others, as of `contingency.each_against_others`), is_suspect (p below BATCH_P).
    None of everyone: call sets hold people of other groups there, who may well differ.
    """
    groups = []
    is_known = pl.col("af").is_not_null() & pl.col("an_source").is_in(AN_SOURCES[:2])
    called = rows.filter(is_known & ~pl.col("is_panel") & (pl.col("grouping") != EVERYONE))
    for _, group in called.group_by("group_id", maintain_order=True):
        if group.height < 2:
            continue
        table = [group["ac"].to_numpy()], [group["an"].to_numpy()]
        p, is_exact = contingency.each_against_others(*table)
        groups.append(
            {
                "label": group["label"][0],
                "call_sets": group["call_set_name"].to_list(),
                "acs": group["ac"].to_list(),
                "ans": group["an"].to_list(),
                "afs": group["af"].to_list(),
                "p": float(p[0]),
                "test": name_of_pairs(bool(is_exact[0]), group.height),
                "is_suspect": bool(p[0] < BATCH_P),
            }
        )
    return pl.DataFrame(
        groups,
        schema={
            "label": pl.String, "call_sets": pl.List(pl.String), "acs": pl.List(pl.Int64),
            "ans": pl.List(pl.Int64), "afs": pl.List(pl.Float64),
            "p": pl.Float64, "test": pl.String, "is_suspect": pl.Boolean,
        },
    )  # fmt: skip


def _genotypes(whole: Mapping[str, Any], region_class: str) -> dict[str, object]:
    empty: dict[str, object] = {"population_id": whole["population_id"]}
    names = ("hom_ref", "het", "hom_alt", "hemi_ref", "hemi_alt", "het_expected", "hwe_p")
    empty |= dict.fromkeys((*names, "hwe_test", "faf95"))
    if whole["an"] is None or whole["ac"] is None:
        return empty
    faf = arrays.known(filtering_frequency.faf95(whole["ac"], whole["an"]))
    if whole["het"] is None:
        return {**empty, "faf95": faf}
    if region_class in ("y", "mt"):
        haploid = {"hemi_ref": whole["an"] - whole["ac"], "hemi_alt": whole["ac"]}
        return {**empty, **haploid, "faf95": faf}
    diploid, n_haploid, n_hemi = whole, 0, 0
    if region_class == "x":
        # Every called person has one copy or two.
        n_haploid = 2 * whole["n_called"] - whole["an"]
        n_hemi = whole["hemi"]
        diploid = {**whole, "n_called": whole["n_called"] - n_haploid}
    het, hom_alt = diploid["het"], diploid["hom_alt"]
    n = diploid["n_called"]
    hom_ref = n - het - hom_alt
    af = (het + 2 * hom_alt) / (2 * n) if n else 0.0
    p = None
    if region_class == "x" and 0 < whole["ac"] < whole["an"]:
        p = arrays.known(
            hardy_weinberg.hardy_weinberg_x_midp(hom_ref, het, hom_alt, n_haploid - n_hemi, n_hemi)
        )
    return {
        **empty,
        "hom_ref": hom_ref,
        "het": het,
        "hom_alt": hom_alt,
        "hemi_ref": n_haploid - n_hemi if n_haploid else None,
        "hemi_alt": n_hemi if n_haploid else None,
        "het_expected": 2 * af * (1 - af) * n,
        "hwe_p": p,
        "hwe_test": JOINT_X if region_class == "x" else EXACT_MIDP,
        "faf95": faf,
    }


def _with_midp(genotypes: pl.DataFrame) -> pl.DataFrame:
    """Fill in hwe_p of autosomes for all populations at once; one by one takes ten times longer."""
    counts = genotypes.select(pl.col("hom_ref", "het", "hom_alt").cast(pl.Float64))
    varies = 2 * pl.min_horizontal("hom_ref", "hom_alt") + pl.col("het") > 1
    is_known = (
        counts.select(pl.all_horizontal(pl.all().is_not_null()) & varies)
        .to_series()
        .fill_null(False)
    )
    p = np.full(counts.height, np.nan)
    if is_known.any():
        columns = (counts.filter(is_known)[name].to_numpy() for name in counts.columns)
        p[is_known.to_numpy()] = hardy_weinberg.hardy_weinberg_midp(*columns)
    return genotypes.with_columns(pl.Series("hwe_p", p).fill_nan(None))


def by_country(rows: pl.DataFrame, sites: pl.DataFrame) -> pl.DataFrame:
    """Return one row per country and group with a known frequency, its call sets summed.

    rows
        As of `variant_frequencies`, of one grouping, both sexes together.
    sites
        As of `queries.study.sites`.
    Columns: country (in capitals), group_id, label, colour, ac, an, af.
    """
    countries = sites.select("site_id", pl.col("country").str.to_uppercase())
    return (
        rows.join(countries, on="site_id", maintain_order="left")
        .filter(pl.col("country").is_not_null() & pl.col("af").is_not_null())
        .group_by("country", "group_id", maintain_order=True)
        .agg(
            pl.col("label").first(),
            pl.col("colour").first(),
            *allele_ranges.pooled_counts(("ac", "an")),
        )
        .filter(pl.col("an") > 0)
        .with_columns((pl.col("ac") / pl.col("an")).alias("af"))
    )
