"""What the sites say of people's phenotypes: the dictionary, and each phenotype group by group.

People are those of the study's default sample set, each once: a second set would tell who is left.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits import privacy
from straits.popgen.intervals import share_interval
from straits.queries.cohorts import cohort_answers as cohort_queries
from straits.queries.groups import cohort_populations
from straits.queries.groups.population import Population
from straits.queries.phenotypes import told_by_partners
from straits.queries.question import Question
from straits.queries.study.study_facts import default_sample_set
from straits.store import Store
from straits.tables import EVERYONE

_CODES = ("icd10", "loinc", "npu", "atc", "omop", "hpo")
_QUARTILES = {"lower_quartile": 0.25, "median": 0.5, "upper_quartile": 0.75}
_CELL = ["site_id", "group_id", "sex"]
_AFTER_GROUPS = 1_000_000

# Asked of the groups, and of each cohort beside them.
_COUNTS = Question("phenotype_counts", sample_set=default_sample_set)
_NUMBERS = Question("phenotype_numbers", sample_set=default_sample_set)
_BINS = Question("phenotype_bins", sample_set=default_sample_set)
_YEARS = Question("phenotype_years", sample_set=default_sample_set)


def phenotypes(store: Store, text: str = "") -> pl.DataFrame:
    """Return one row per phenotype that a site maps, in the dictionary's order.

    text
        Words that label, description, id or codes must hold; nothing for all.

    Columns: those of sql/queries/phenotypes/phenotype_dictionary.sql.
    """
    dictionary = store.query("phenotype_dictionary")
    searched = pl.concat_str(
        ["phenotype_id", "label", "description", "domain", *_CODES],
        separator=" ",
        ignore_nulls=True,
    ).str.to_lowercase()
    for word in text.lower().split():
        dictionary = dictionary.filter(searched.str.contains(word, literal=True))
    return dictionary


def phenotype_groupings(store: Store) -> dict[str, str]:
    """Return label by id of the groupings that phenotypes can be told apart by, in order.

    Where the profile has a minimum it is the study's first one alone: see guarded_grouping in
    sql/macros. "everyone" only where there is no other.
    """
    named = store.query("group_sizes").sort("sort_order")
    labels = dict(
        named.select("grouping", "grouping_label").unique(maintain_order=True).iter_rows()
    )
    offered = {name: label for name, label in labels.items() if name != EVERYONE} or labels
    return offered if privacy.tells_overlaps(store.profile) else dict(list(offered.items())[:1])


phenotype_sites = Question("phenotype_sites")
# What each site sent, and what became of it.
phenotype_sources = Question("phenotype_sources")
set_aside_counts = Question("set_aside_counts")
unasked_codes = Question("unasked_codes")


def phenotype_cohorts(store: Store, *populations: Population) -> tuple[Population, ...]:
    """Return the populations that are cohorts and may be drawn beside the groups.

    Where the profile has a minimum none may: a cohort and a group that overlap tell of the few in
    whom they differ, outcome by outcome.
    """
    if not privacy.tells_overlaps(store.profile):
        return ()
    return tuple(
        population
        for population in populations
        if population.grouping == cohort_populations.GROUPING
    )


def phenotype_counts(
    store: Store, phenotype_id: str, grouping: str, cohorts: Sequence[Population] = ()
) -> pl.DataFrame:
    """Return one row per site, group, sex and outcome: n_people, null where withheld.

    cohorts
        As of `phenotype_cohorts`: they come after the groups, with the cohort's id as group_id. The
        groups of partners who divide people by the same come last.

    Columns: those of sql/queries/phenotypes/phenotype_counts.sql, and state ("shown", "withheld").
    """
    counts = _COUNTS(store, phenotype_id=phenotype_id, grouping=grouping)
    for place, cohort in enumerate(cohorts):
        of_cohort = _COUNTS(store, phenotype_id=phenotype_id, grouping=_entered(store, cohort))
        after = pl.col("group_order") + _AFTER_GROUPS * (place + 1)
        named = of_cohort.with_columns(
            after,
            group_id=pl.lit(cohort.group_id),
            group_label=pl.lit(cohort.label),
            colour=pl.lit(cohort.colour),
            shape=pl.lit(cohort.shape),
        )
        counts = pl.concat([counts, named.cast(counts.schema)])
    counts = told_by_partners.with_partners(counts, store, phenotype_id, grouping)
    is_withheld = pl.col("n_people").is_null()
    state = pl.when(is_withheld).then(pl.lit("withheld")).otherwise(pl.lit("shown"))
    return counts.with_columns(state.alias("state"))


def with_all_sexes(counts: pl.DataFrame) -> pl.DataFrame:
    """Return counts by sex with the sums over the sexes as the sex "all", which comes first."""
    keys = [name for name in counts.columns if name not in ("sex", "n_people", "group_order")]
    summed = counts.group_by(keys, maintain_order=True).agg(
        pl.col("group_order").min(),
        pl.when(pl.col("n_people").is_null().any()).then(None).otherwise(pl.col("n_people").sum())
        .alias("n_people"),
        sex=pl.lit("all"),
    )  # fmt: skip
    apart = counts.filter(pl.col("sex") != "all")
    return pl.concat([summed.select(counts.columns), apart]).sort(
        "group_order", maintain_order=True
    )


def prevalence(counts: pl.DataFrame) -> pl.DataFrame:
    """Return one row per site, group and sex: the share with a yes of those looked at.

    counts
        As of phenotype_counts, of a binary phenotype.

    Columns: site_id, site_name, group_id, group_label, colour, shape, sex, state, n_people, n_known
    (looked at, yes or no), n_yes, n_cases (yes, but not looked at), n_unknown, share, low, high
    (`share_interval`); null where withheld, the share also where nobody was looked at.
    """
    return _shares(counts, pl.col("outcome").eq_missing("yes"))


def category_shares(counts: pl.DataFrame) -> pl.DataFrame:
    """Return one row per site, group, sex and category: its share of those with any.

    Columns: as of `prevalence`, with category, and n_yes the people of that category.
    """
    named = counts["outcome"].drop_nulls().unique(maintain_order=True)
    return pl.concat(
        [
            _shares(counts, pl.col("outcome").eq_missing(category)).with_columns(
                pl.lit(category).alias("category")
            )
            for category in named
        ]
    )


def phenotype_numbers(
    store: Store, phenotype_id: str, grouping: str, cohorts: Sequence[Population] = ()
) -> pl.DataFrame:
    """Return one row per site, group and sex ("all" included): people and values in figures.

    Columns: those of sql/queries/phenotypes/phenotype_numbers.sql. Where the profile has a minimum
    the quartiles are read off the bins, as are those of partners, of whom no mean is told.
    """
    numbers = _beside(store, _NUMBERS, phenotype_id, grouping, cohorts)
    if not privacy.tells_values(store.profile):
        bins = _BINS(store, phenotype_id=phenotype_id, grouping=grouping)
        whole = bins.with_columns(pl.lit("all").alias("sex"))
        both = pl.concat([bins.filter(pl.col("sex") != "all"), whole])
        if both.height:
            quartiles = _quartiles(both).drop("n_people")
            numbers = numbers.drop(_QUARTILES).join(quartiles, on=_CELL, how="left")
    of_partners = told_by_partners.bins(store, phenotype_id, grouping)
    if of_partners.is_empty():
        return numbers
    return pl.concat([numbers, _quartiles(of_partners)], how="diagonal_relaxed")


def _quartiles(bins: pl.DataFrame) -> pl.DataFrame:
    """Return one row per site, group and sex: n_people in the bins, and quartiles read off them."""
    rows = [
        dict(zip(_CELL, cell, strict=True))
        | {name: quantile_of_bins(part, share) for name, share in _QUARTILES.items()}
        | {"n_people": int(part["n_people"].sum())}
        for cell, part in bins.group_by(_CELL, maintain_order=True)
    ]
    return pl.DataFrame(rows)


def phenotype_bins(
    store: Store, phenotype_id: str, grouping: str, cohorts: Sequence[Population] = ()
) -> pl.DataFrame:
    """Return one row per site, group, sex and bin of values.

    Columns: those of sql/queries/phenotypes/phenotype_bins.sql.
    """
    of_study = _beside(store, _BINS, phenotype_id, grouping, cohorts)
    of_partners = told_by_partners.bins(store, phenotype_id, grouping)
    return pl.concat([of_study, of_partners.cast(of_study.schema)])


def quantile_of_bins(bins: pl.DataFrame, share: float) -> float:
    """Return the value below which a share of the people are, if each bin is evenly filled.

    bins
        low, high, n_people; bins may overlap.

    >>> bins = pl.DataFrame({"low": [0.0, 10.0], "high": [10.0, 20.0], "n_people": [30, 10]})
    >>> quantile_of_bins(bins, 0.5)
    6.666666666666667
    """
    low, high, n_people = (bins[name].to_numpy() for name in ("low", "high", "n_people"))
    edges: NDArray[np.float64] = np.unique(np.concatenate([low, high]))
    filled = np.clip((edges[:, None] - low) / (high - low), 0, 1)
    return float(np.interp(share, filled @ n_people / n_people.sum(), edges))


phenotype_standardised = Question("phenotype_standardised", sample_set=default_sample_set)
standard_strata = Question("phenotype_standard_strata", sample_set=default_sample_set)


def phenotype_years(
    store: Store, phenotype_id: str, grouping: str, cohorts: Sequence[Population] = ()
) -> pl.DataFrame:
    """Return one row per site, group and year: n_people measured, or with a first record, in it.

    Columns: those of sql/queries/phenotypes/phenotype_years.sql.
    """
    return _beside(store, _YEARS, phenotype_id, grouping, cohorts)


phenotype_as_sent = Question("phenotype_as_sent", sample_set=default_sample_set)
phenotype_sent_bins = Question("phenotype_sent_bins", sample_set=default_sample_set)


def _beside(
    store: Store, asked: Question, phenotype_id: str, grouping: str, cohorts: Sequence[Population]
) -> pl.DataFrame:
    """Return what is found of the groups, and below it of each cohort."""
    of_cohorts = [
        asked(store, phenotype_id=phenotype_id, grouping=_entered(store, cohort)).with_columns(
            group_id=pl.lit(cohort.group_id)
        )
        for cohort in cohorts
    ]
    of_groups = asked(store, phenotype_id=phenotype_id, grouping=grouping)
    return pl.concat([of_groups, *of_cohorts])


def _entered(store: Store, cohort: Population) -> str:
    """Return the grouping whose one group is a cohort, in the call sets in which it is asked of."""
    return store.cohorts.grouping(cohort_queries.tree_of(cohort))


def _shares(counts: pl.DataFrame, has: pl.Expr) -> pl.DataFrame:
    keys = ["site_id", "site_name", "group_id", "group_label", "colour", "shape", "sex", "state"]
    known = pl.col("outcome").is_not_null() & (pl.col("outcome") != "case")

    def people(which: pl.Expr) -> pl.Expr:
        return pl.col("n_people").filter(which).sum()

    summed = (
        with_all_sexes(counts)
        .group_by(keys, maintain_order=True)
        .agg(
            pl.col("n_people").sum(),
            people(known).alias("n_known"),
            people(has).alias("n_yes"),
            people(pl.col("outcome").eq_missing("case")).alias("n_cases"),
            people(pl.col("outcome").is_null()).alias("n_unknown"),
        )
    )
    low, high = share_interval(summed["n_yes"], summed["n_known"])
    is_shown = pl.col("state") == "shown"
    counted = ("n_people", "n_known", "n_yes", "n_cases", "n_unknown", "share", "low", "high")
    with_share = summed.with_columns(
        share=pl.when(pl.col("n_known") > 0).then(pl.col("n_yes") / pl.col("n_known")),
        low=pl.Series(low).fill_nan(None),
        high=pl.Series(high).fill_nan(None),
    )
    return with_share.with_columns(pl.when(is_shown).then(pl.col(name)) for name in counted)
