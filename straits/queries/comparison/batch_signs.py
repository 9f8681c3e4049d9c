"""Batch or biology: signs that a difference comes from how people were sequenced.

No sign needs A and B to have equal frequencies, which they truly need not: each holds the group
fixed and compares laboratories, or a group with the external panel of its ancestry, or people with
their own group.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from straits.popgen import contingency, hardy_weinberg
from straits.queries.allele.variant_statistics import BATCH_P
from straits.queries.comparison import panel_check
from straits.queries.groups import cohort_populations
from straits.queries.groups.population import Population
from straits.queries.groups.populations_shown import populations
from straits.store import Store
from straits.tables import EVERYONE

BETWEEN_CALL_SETS = "differs between call sets"
WITH_PANEL = "differs from the panel of its ancestry"
HETEROZYGOTES = "too many heterozygotes"
KINDS = (BETWEEN_CALL_SETS, WITH_PANEL, HETEROZYGOTES)
HWE_TEST = "Hardy-Weinberg exact, mid-p"
# The level at which plink2 users drop a site (--hwe 1e-6, on the side of too many heterozygotes).
HETEROZYGOTES_P = 1e-6


@dataclass(frozen=True)
class Examined:
    """What was found in alleles, and what could have been.

    warnings
        As of `batch_warnings`.
    testable
        One row per allele and sign that it was looked at for: allele_index, sign. An allele for
        which no counts could be put side by side has no row.
    """

    warnings: pl.DataFrame
    testable: pl.DataFrame


def batch_warnings(
    store: Store, alleles: pl.DataFrame, groupings: Sequence[str], sample_set: str
) -> pl.DataFrame:
    """Return the alleles that look like a batch effect, with the sign that is strongest of each.

    alleles
        allele_index and region_class, such as of `allele_differences`; a few hundred.
    groupings
        Whose groups are looked at; the cohorts are not.

    Columns: allele_index, sign, grouping, group_id, label, call_set_id, call_set_name, p, test.
    BETWEEN_CALL_SETS: within one group a call set has another frequency than the others together,
    by the test of two groups, p times the number of call sets below BATCH_P. WITH_PANEL: as
    `panel_check.compared` suspects. HETEROZYGOTES: a group of one call set has more heterozygotes
    than its frequency allows, p below HETEROZYGOTES_P, on autosomes; a mixture of people never
    looks so, an artefact often does. Of call sets that differ alike the one with more of the allele
    is named. No sign is no proof of the contrary: many groups were counted in one call set alone,
    and `examined` tells which.
    """
    return examined(store, alleles, groupings, sample_set).warnings


def examined(
    store: Store, alleles: pl.DataFrame, groupings: Sequence[str], sample_set: str
) -> Examined:
    """Return the signs of alleles, as of `batch_warnings`, and which each could be tested for.

    BETWEEN_CALL_SETS can be seen where two call sets have counts of one group (not of everyone, who
    are others in each), WITH_PANEL where a
    group and its panel do, HETEROZYGOTES where somebody of a call set carries the allele, on
    autosomes.
    """
    counts = panel_check.counts_with_panels(
        store, alleles["allele_index"].to_list(), list(groupings), sample_set
    )
    with_panel = panel_check.compared(store, counts)
    of_panels = with_panel.filter("is_suspect")
    # A panel's people are not known one by one.
    panels = store.query("call_sets").filter("is_aggregate_only")["call_set_id"]
    counts = counts.filter(~pl.col("call_set_id").is_in(panels.implode()))
    regions = alleles.select("allele_index", "region_class").unique("allele_index")
    counts = counts.join(regions, on="allele_index")
    several, diploid = _in_several_call_sets(counts), _carried_on_autosomes(counts)
    looked_at = zip((several, with_panel, diploid), KINDS, strict=True)
    signs = pl.concat(
        [
            _between_call_sets(several),
            _signs(of_panels, WITH_PANEL, of_panels["p"].to_numpy(), of_panels["test"].to_list()),
            _heterozygotes(diploid),
        ],
        how="vertical_relaxed",
    )
    named = populations(store).select(
        "call_set_id", "call_set_name", "grouping", "group_id", "label"
    )
    warnings = (
        signs.sort(pl.col("p").round_sig_figs(9), "af", descending=[False, True])
        .unique("allele_index", keep="first", maintain_order=True)
        .join(named, on=["call_set_id", "grouping", "group_id"], how="left", maintain_order="left")
        .select(
            "allele_index", "sign", "grouping", "group_id", "label", "call_set_id",
            "call_set_name", "p", "test",
        )
        .sort("allele_index")
    )  # fmt: skip
    return Examined(
        warnings,
        pl.concat(
            counted.select("allele_index", sign=pl.lit(kind)).unique()
            for counted, kind in looked_at
        ).sort("allele_index", "sign"),
    )


def looked_in(pair: tuple[Population, Population]) -> tuple[str, ...]:
    """Return the groupings of two groups, in whose groups signs are looked for."""
    return tuple(sorted({side.grouping for side in pair} - {cohort_populations.GROUPING}))


def in_words(warnings: pl.DataFrame) -> pl.DataFrame:
    """Return allele_index and sign, as tables and files write it: what, in whom, in which call set.

    warnings
        As of `batch_warnings`.
    """
    return warnings.select(
        "allele_index", pl.format("{}: {}, {}", "sign", "label", "call_set_name").alias("sign")
    )


def too_many_heterozygotes(genotypes: pl.DataFrame, region_class: str) -> pl.DataFrame:
    """Return the populations in which one allele has the sign HETEROZYGOTES, the strongest first.

    genotypes
        As of `variant_statistics.genotypes`; its columns are returned.
    """
    is_sign = (pl.col("het") > pl.col("het_expected")) & (pl.col("hwe_p") < HETEROZYGOTES_P)
    return genotypes.filter(is_sign & (region_class == "autosome")).sort("hwe_p")


def _in_several_call_sets(counts: pl.DataFrame) -> pl.DataFrame:
    group = ("allele_index", "grouping", "group_id")
    return (
        counts.filter(pl.col("grouping") != EVERYONE)
        .with_columns(
            pl.len().over(group).alias("n_call_sets"),
            (pl.col("ac").sum().over(group) - pl.col("ac")).alias("ac_others"),
            (pl.col("an").sum().over(group) - pl.col("an")).alias("an_others"),
        )
        .filter(pl.col("n_call_sets") > 1)
    )


def _carried_on_autosomes(counts: pl.DataFrame) -> pl.DataFrame:
    return counts.filter((pl.col("region_class") == "autosome") & (pl.col("ac") > 0))


def _between_call_sets(several: pl.DataFrame) -> pl.DataFrame:
    ac, an, ac_others, an_others = (
        several[name].to_numpy() for name in ("ac", "an", "ac_others", "an_others")
    )
    p, is_exact = contingency.difference_test(ac, an, ac_others, an_others)
    # Two call sets are compared once, more of them each with the others.
    n_compared = several["n_call_sets"].to_numpy()
    corrected = np.minimum(p * np.where(n_compared > 2, n_compared, 1), 1.0)
    tests = [contingency.name_of_test(exact) for exact in is_exact]
    return _signs(several, BETWEEN_CALL_SETS, corrected, tests).filter(pl.col("p") < BATCH_P)


def _heterozygotes(diploid: pl.DataFrame) -> pl.DataFrame:
    het, hom_alt, called = (
        diploid[name].to_numpy().astype(np.float64) for name in ("het", "hom_alt", "n_called")
    )
    af = (het + 2 * hom_alt) / (2 * called)
    p = hardy_weinberg.hardy_weinberg_midp(called - het - hom_alt, het, hom_alt)
    signs = _signs(diploid, HETEROZYGOTES, p, [HWE_TEST] * p.size)
    is_excess = pl.Series(het > 2 * af * (1 - af) * called)
    return signs.filter(is_excess & (pl.col("p") < HETEROZYGOTES_P))


def _signs(
    counts: pl.DataFrame, sign: str, p: np.ndarray[tuple[int], np.dtype[np.float64]],
    tests: Sequence[str],
) -> pl.DataFrame:  # fmt: skip
    return counts.select(
        "allele_index",
        "grouping",
        "group_id",
        "call_set_id",
        (pl.col("ac") / pl.col("an")).alias("af"),
        pl.lit(sign).alias("sign"),
        pl.Series("p", p, pl.Float64),
        pl.Series("test", tests, pl.String),
    )
