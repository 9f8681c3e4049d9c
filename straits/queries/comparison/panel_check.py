"""Each group beside the external panel of its ancestry: where they differ, suspect the laboratory.

A panel is matched by the study's custodian (`matches` in the study file). A group without a match
is not compared with anything, which is not the same as agreeing. Where a panel publishes AC as a
range, a sign stands only if it stands at the count of the range that is nearest to the group's AF:
no other count agrees better.
"""

import numpy as np
import polars as pl

from straits.popgen import contingency, fst
from straits.queries.allele.variant_statistics import BATCH_P
from straits.queries.groups.populations_shown import populations
from straits.store import Store
from straits.tables import AN_SOURCES

# Groups of one ancestry are not one population: about so much F_ST lies between populations of a
# continent (1000 Genomes: 0.004 between CEU and TSI, 0.007 between CHB and JPT).
MATCHED_FST = 0.005

_KEY = ["call_set_id", "grouping", "group_id"]


def against_panels(
    store: Store, allele_indices: list[int], groupings: list[str], sample_set: str
) -> pl.DataFrame:
    """Return one row per allele and group of one call set that has a panel of its ancestry.

    groupings
        Whose groups are compared.

    Columns: as of `compared`.
    """
    return compared(store, counts_with_panels(store, allele_indices, groupings, sample_set))


def counts_with_panels(
    store: Store, allele_indices: list[int], groupings: list[str], sample_set: str
) -> pl.DataFrame:
    """Return the counts of groups and of the panels they are matched with.

    One row per allele, call set and group that has an AN: the columns of
    sql/queries/allele/counts_of_alleles.sql, and ac_low and ac_high where a panel publishes AC
    as a range; these are null where AC is exact, and ac and the genotypes where it is not.
    """
    matches = store.query("panel_matches").filter(pl.col("grouping").is_in(groupings))
    counts = store.query(
        "counts_of_alleles",
        alleles=allele_indices,
        groupings=sorted({*groupings, *matches["panel_grouping"]}),
        sample_set=sample_set,
    )
    exact = counts.filter((pl.col("an") > 0) & pl.col("an_source").is_in(AN_SOURCES[:2]))
    if matches.is_empty():
        return exact.with_columns(ac_low=pl.lit(None, pl.Int32), ac_high=pl.lit(None, pl.Int32))
    ranges = store.query(
        "censored_counts_of_alleles",
        alleles=allele_indices,
        groupings=sorted(set(matches["panel_grouping"])),
    )
    return pl.concat([exact, ranges.filter(pl.col("an") > 0)], how="diagonal_relaxed")


def compared(store: Store, counts: pl.DataFrame) -> pl.DataFrame:
    """Return one row per allele and group of one call set that is matched with a panel.

    counts
        As of `counts_with_panels`.

    Columns: allele_index, grouping, group_id, label, call_set_id, call_set_name, ac, an, af,
    panel_label, panel_name, panel_an, panel_af_low, panel_af_high (equal where AC is exact), p,
    test (of the two groups), p_drift (of `fst.beyond_drift` with MATCHED_FST) and is_suspect:
    both below BATCH_P, p times the number of call sets and panels that the group is compared over.
    Of a range p, test and p_drift are those of the count nearest to the group's AF.
    """
    matches = store.query("panel_matches")
    if matches.is_empty() or counts.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    af = (pl.col("ac") / pl.col("an")).alias("af")
    ends = (pl.coalesce(f"ac_{end}", "ac").alias(f"ac_{end}") for end in ("low", "high"))
    named = populations(store).select(*_KEY, "label", "call_set_name")
    told = counts.select("allele_index", *_KEY, "ac", "an", af, *ends).join(
        named, on=_KEY, how="left"
    )
    own = told.drop("ac_low", "ac_high")
    of_panel = told.select(
        "allele_index",
        pl.col("call_set_id").alias("panel_id"),
        pl.col("grouping").alias("panel_grouping"),
        pl.col("group_id").alias("panel_group_id"),
        pl.col("ac_low"),
        pl.col("ac_high"),
        pl.col("an").alias("panel_an"),
        (pl.col("ac_low") / pl.col("an")).alias("panel_af_low"),
        (pl.col("ac_high") / pl.col("an")).alias("panel_af_high"),
        pl.col("label").alias("panel_label"),
        pl.col("call_set_name").alias("panel_name"),
    )
    pairs = own.join(matches.rename({"call_set_id": "panel_id"}), on=["grouping", "group_id"]).join(
        of_panel, on=["allele_index", "panel_id", "panel_grouping", "panel_group_id"]
    )
    return tested(pairs).select(list(_SCHEMA)).sort("allele_index", "p")


def unmatched(store: Store, grouping: str) -> list[str] | None:
    """Return the labels of a grouping's groups that no panel is named for; None without panels."""
    matches = store.query("panel_matches")
    listed = populations(store).filter(
        (pl.col("grouping") == grouping) & pl.col("call_set_id").is_not_null()
    )
    if matches.is_empty() or listed["is_panel"].any():
        return None
    known = matches.filter(pl.col("grouping") == grouping)["group_id"]
    lacking = listed.filter(~pl.col("group_id").is_in(known.implode()))
    return lacking["label"].unique(maintain_order=True).to_list()


def tested(pairs: pl.DataFrame) -> pl.DataFrame:
    """Add p, test, p_drift and is_suspect, as of `compared`.

    pairs
        allele_index, grouping, group_id, ac and an of a group; ac_low, ac_high and panel_an of its
        panel.
    """
    ac, an, low, high, panel_an = (
        pairs[name].to_numpy() for name in ("ac", "an", "ac_low", "ac_high", "panel_an")
    )
    panel_ac = np.clip(np.round(ac / an * panel_an), low, high)
    p, is_exact = contingency.difference_test(ac, an, panel_ac, panel_an)
    tested = pairs.with_columns(
        pl.Series("p", p, pl.Float64),
        pl.Series("test", map(contingency.name_of_test, is_exact), pl.String),
        pl.Series("p_drift", fst.beyond_drift(ac, an, panel_ac, panel_an, MATCHED_FST), pl.Float64),
    )
    n_compared = pl.len().over("allele_index", "grouping", "group_id")
    is_suspect = (pl.col("p") * n_compared < BATCH_P) & (pl.col("p_drift") < BATCH_P)
    return tested.with_columns(is_suspect.alias("is_suspect"))


_SCHEMA = {
    "allele_index": pl.Int64, "grouping": pl.String, "group_id": pl.String, "label": pl.String,
    "call_set_id": pl.String, "call_set_name": pl.String, "ac": pl.Int32, "an": pl.Int32,
    "af": pl.Float64, "panel_label": pl.String, "panel_name": pl.String, "panel_an": pl.Int32,
    "panel_af_low": pl.Float64, "panel_af_high": pl.Float64, "p": pl.Float64, "test": pl.String,
    "p_drift": pl.Float64, "is_suspect": pl.Boolean,
}  # fmt: skip
