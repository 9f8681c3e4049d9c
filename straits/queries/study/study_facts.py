"""What the study is, who is in it, where its people lie on shared axes, what was left out."""

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from straits.queries.question import Question
from straits.store import Store

_AXES_SHOWN = 2


@dataclass(frozen=True)
class StudyTotals:
    """Sums over the whole study; a count is None where the profile withholds it."""

    n_people: int | None
    n_sites: int
    n_call_sets: int
    n_groups: int  # of all groupings but "everyone"
    n_alleles: int
    n_genes_with_alleles: int
    n_calls: int  # genotypes kept, hom-ref included
    n_missing_calls: int
    n_dropped: int  # samples, records, alleles and calls left out; see drop_counts


@dataclass(frozen=True)
class SharedAxes:
    """The axes on which people are placed.

    axes_id
        Names the file of axes; the same in every study that was placed on it.
    variance_share
        Of the first axis, of the second and so on, among the people they were fitted on.
    """

    axes_id: str
    n_sites: int
    variance_share: tuple[float, ...]


def study_totals(store: Store) -> StudyTotals:
    """Return the sums that the overview opens with. Name, build and profile: `store.study`."""
    return StudyTotals(**store.query("study_totals").row(0, named=True))


def knows_relatives(store: Store) -> bool:
    """Tell whether the study says who is whose relative."""
    return store.study.relatedness != "not known"


def default_sample_set(store: Store) -> str:
    """Return "unrelated" if the study says who is related and shows their numbers, else "all".

    With few relatives the profile withholds the unrelated of a group that it shows otherwise.
    """
    return store.derived.answer("default_sample_set", lambda: _default_sample_set(store))


def _default_sample_set(store: Store) -> str:
    if not knows_relatives(store):
        return "all"
    sizes = store.query("group_sizes")
    withheld = sizes.filter(pl.col("n_people").is_not_null() & pl.col("n_unrelated").is_null())
    return "unrelated" if withheld.is_empty() else "all"


sites = Question("sites")
call_sets = Question("call_sets")


def counted_once(store: Store, call_set_ids: Collection[str]) -> str:
    """Return how many samples of some call sets are of people who count elsewhere, as a sentence.

    Empty where there are none; without the number where the profile withholds it.
    """
    rows = call_sets(store).filter(pl.col("call_set_id").is_in(list(call_set_ids)))
    shown = rows.drop_nulls("n_samples")
    elsewhere = shown["n_samples"] - shown["n_people"]
    if elsewhere.null_count():
        return "Each person counts once, also who is in two call sets."
    if not elsewhere.sum():
        return ""
    return (
        f"Each person counts once: of people in two call sets, {elsewhere.sum():,} "
        f"{'sample is' if elsewhere.sum() == 1 else 'samples are'} not counted here."
    )


def group_sizes(store: Store) -> pl.DataFrame:
    """Return one row per call set, grouping, group and sex with at least one person.

    Columns: those of sql/queries/groups/group_sizes.sql but sort_order, with n_people and
    n_unrelated of one sex; sex (XX, XY, unknown) and state ("shown" or "withheld"; a breakdown by
    sex is withheld whole). "everyone" is included.
    """
    return store.derived.answer(
        "group_sizes", lambda: _by_sex(store).sort("sort_order", "sex").drop("sort_order")
    )


def group_sizes_and_rest(store: Store) -> pl.DataFrame:
    """Return the rows of `group_sizes`, and below each grouping those who are in no group of it.

    Their group_id is null. They are what the groups leave of everyone in the call set, and are told
    only where all of these numbers are shown, so that anybody could subtract them.
    """
    return store.derived.answer("group_sizes_and_rest", lambda: _sizes_and_rest(store))


def _sizes_and_rest(store: Store) -> pl.DataFrame:
    sizes = _by_sex(store)
    everyone = sizes.filter(pl.col("grouping") == "everyone").select(
        "call_set_id", "sex", "n_people", "n_unrelated"
    )
    named = ["call_set_name", "site_id", "site_name", "is_panel", "grouping_label", "is_inferred"]
    of_groups = sizes.filter((pl.col("grouping") != "everyone") & ~pl.col("is_panel"))
    groupings = (
        of_groups.group_by("call_set_id", "grouping", maintain_order=True)
        .agg(pl.col(named).first(), pl.col("sort_order").max(), pl.col("n_people").is_null().any())
        .filter(~pl.col("n_people"))
        .drop("n_people")
    )
    in_groups = of_groups.group_by("call_set_id", "grouping", "sex", maintain_order=True).agg(
        pl.col("n_people", "n_unrelated").sum().name.suffix("_in_groups"),
        pl.col("n_unrelated").is_null().any().alias("is_withheld"),
    )
    left = {
        count: pl.col(count) - pl.col(f"{count}_in_groups").fill_null(0)
        for count in ("n_people", "n_unrelated")
    }
    rest = (
        groupings.join(everyone, on="call_set_id", maintain_order="left")
        .join(in_groups, on=["call_set_id", "grouping", "sex"], how="left", maintain_order="left")
        .with_columns(
            pl.lit("In no group").alias("group_label"),
            pl.lit("shown").alias("state"),
            left["n_people"],
            pl.when(~pl.col("is_withheld").fill_null(value=False)).then(left["n_unrelated"]),
        )
        .filter(pl.col("n_people") > 0)
    )
    is_rest = pl.col("group_id").is_null()
    return (
        pl.concat([sizes, rest.select(set(sizes.columns) & set(rest.columns))], how="diagonal")
        .sort("sort_order", is_rest, "sex")
        .drop("sort_order")
    )


def _by_sex(store: Store) -> pl.DataFrame:
    """Return one row per call set, grouping, group and sex with at least one person or withheld."""
    sizes = store.query("group_sizes")
    longs = [
        sizes.select(
            pl.exclude("^n_people_.*$", "^n_unrelated_.*$", "n_people", "n_unrelated"),
            pl.lit(sex).alias("sex"),
            pl.col(f"n_people_{sex.lower()}").alias("n_people"),
            pl.col(f"n_unrelated_{sex.lower()}").alias("n_unrelated"),
        )
        for sex in ("XX", "XY", "unknown")
    ]
    state = (
        pl.when(pl.col("n_people").is_null()).then(pl.lit("withheld")).otherwise(pl.lit("shown"))
    )
    return (
        pl.concat(longs)
        .filter(pl.col("n_people").is_null() | (pl.col("n_people") > 0))
        .with_columns(state.alias("state"))
    )


variant_counts = Question("variant_counts")
drop_counts = Question("drop_counts")


def panels(store: Store) -> pl.DataFrame:
    """Return one row per group of an external panel, in the study's order.

    Columns: call_set_id, panel_name, group_id, group_label, n_alleles (of the panel, in this
    release), n_ranges (of which it says no more of AC than a range), an_most (no allele was called
    more often: twice the most people called, null where withheld), matched (labels of the study's
    groups of the same ancestry, joined by ", ").
    """
    return store.derived.answer("panels", lambda: _panels(store))


def _panels(store: Store) -> pl.DataFrame:
    sizes = store.query("group_sizes").sort("sort_order")
    labels = (
        sizes.sort("is_inferred", maintain_order=True)
        .select("grouping", "group_id", "group_label")
        .unique(maintain_order=True)
    )
    matched = (
        panel_matches(store)
        .join(labels, on=["grouping", "group_id"], maintain_order="right")
        .group_by("call_set_id", pl.col("panel_group_id").alias("group_id"))
        .agg(pl.col("group_label").unique(maintain_order=True).str.join(", ").alias("matched"))
    )
    return (
        sizes.filter("is_panel")
        .join(store.query("call_sets").select("call_set_id", "n_alleles"), on="call_set_id")
        .join(matched, on=["call_set_id", "group_id"], how="left", maintain_order="left")
        .join(
            store.query("censored_sizes"), on=["call_set_id", "grouping", "group_id"], how="left",
            maintain_order="left",
        )
        .select(
            "call_set_id", pl.col("call_set_name").alias("panel_name"), "group_id", "group_label",
            "n_alleles", pl.col("n_ranges").fill_null(0), (2 * pl.col("n_people")).alias("an_most"),
            pl.col("matched").fill_null(""),
        )
    )  # fmt: skip


panel_matches = Question("panel_matches")


age_pyramid = Question("age_pyramid", sample_set=default_sample_set)


def shared_axes(store: Store) -> SharedAxes | None:
    """Return what the people are placed on; None where the study has too few people or variants."""
    axes = store.query("pca_axes")
    if axes.height < _AXES_SHOWN:
        return None
    return SharedAxes(axes["axes_id"][0], axes["n_sites"][0], tuple(axes["variance_share"]))


pca_points = Question("pca_points", sample_set=default_sample_set)
pca_bins = Question("pca_bins", sample_set=default_sample_set)
group_agreement = Question("group_agreement", sample_set=default_sample_set)
sample_metric_bins = Question("sample_metric_bins")
