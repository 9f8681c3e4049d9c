"""What the sites say of people's phenotypes: the dictionary, and each phenotype group by group.

People are those of the study's default sample set, each once: a second set would tell who is left.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits import privacy
from straits.popgen.intervals import wilson_interval
from straits.queries.cohorts import cohort_answers as cohort_queries
from straits.queries.groups import cohort_populations
from straits.queries.groups.population import Population
from straits.queries.study.study_facts import default_sample_set
from straits.store import Store
from straits.tables import EVERYONE

_CODES = ("icd10", "loinc", "npu", "atc", "omop", "hpo")
_QUARTILES = {"lower_quartile": 0.25, "median": 0.5, "upper_quartile": 0.75}
_CELL = ["site_id", "group_id", "sex"]
_AFTER_GROUPS = 1_000_000


def phenotypes(store: Store, text: str = "") -> pl.DataFrame:
    """Return one row per phenotype that a site maps, in the dictionary's order.

    text
        Words that label, description, id or codes must hold; nothing for all.

    Columns: phenotype_id, label, description, kind (binary, continuous, categorical, date), domain,
    unit, lowest, highest, categories, icd10, loinc, npu, atc, omop, hpo, choice, sex, source,
    is_core, n_sites, n_people (with a value, or with yes), n_people_known (and those with no).
    """
    found = store.query("phenotype_dictionary")
    searched = pl.concat_str(
        ["phenotype_id", "label", "description", "domain", *_CODES],
        separator=" ",
        ignore_nulls=True,
    ).str.to_lowercase()
    for word in text.lower().split():
        found = found.filter(searched.str.contains(word, literal=True))
    return found


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


def phenotype_sites(store: Store, phenotype_id: str) -> pl.DataFrame:
    """Return one row per site that maps the phenotype: from what, how, and in which units.

    Columns: site_id, site_name, source_tables, code_systems, codes, excluded_codes, original_units,
    unit, conversion, choice, looked_at, assay, ascertainment, n_rows_read, n_rows_used,
    n_rows_set_aside.
    """
    return store.query("phenotype_sites", phenotype_id=phenotype_id)


def phenotype_cohorts(store: Store, *populations: Population) -> tuple[Population, ...]:
    """Return the populations that are cohorts and may be drawn beside the groups.

    Where the profile has a minimum none may: a cohort and a group that overlap tell of the few in
    whom they differ, outcome by outcome.
    """
    if not privacy.tells_overlaps(store.profile):
        return ()
    return tuple(one for one in populations if one.grouping == cohort_populations.GROUPING)


def phenotype_counts(
    store: Store, phenotype_id: str, grouping: str, cohorts: Sequence[Population] = ()
) -> pl.DataFrame:
    """Return one row per site, group, sex and outcome: n_people, null where withheld.

    cohorts
        As of `phenotype_cohorts`: they come after the groups, with the cohort's id as group_id.

    Columns: site_id, site_name, group_id, group_label, colour, shape, group_order, sex (XX, XY,
    unknown, or "all" where the sexes may not be told apart), outcome (yes, no, a category, "value";
    "case" for a yes of those not looked at; null where nothing is known), n_people, state.
    """
    counts = _asked(store, "phenotype_counts", phenotype_id, grouping)
    for place, one in enumerate(cohorts):
        of_cohort = _asked(store, "phenotype_counts", phenotype_id, _entered(store, one))
        after = pl.col("group_order") + _AFTER_GROUPS * (place + 1)
        named = of_cohort.with_columns(
            after,
            group_id=pl.lit(one.group_id),
            group_label=pl.lit(one.label),
            colour=pl.lit(one.colour),
            shape=pl.lit(one.shape),
        )
        counts = pl.concat([counts, named.cast(counts.schema)])
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
    (Wilson's 95 % interval); null where withheld, the share also where nobody was looked at.
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

    Columns: site_id, group_id, sex, n_people, mean, sd, lower_quartile, median, upper_quartile,
    readings_per_person. Where the profile has a minimum the quartiles are read off the bins.
    """
    numbers = _beside(store, "phenotype_numbers", phenotype_id, grouping, cohorts)
    if privacy.tells_values(store.profile):
        return numbers
    bins = phenotype_bins(store, phenotype_id, grouping)
    whole = bins.with_columns(pl.lit("all").alias("sex"))
    both = pl.concat([bins.filter(pl.col("sex") != "all"), whole])
    rows = [
        dict(zip(_CELL, cell, strict=True))
        | {name: quantile_of_bins(part, share) for name, share in _QUARTILES.items()}
        for cell, part in both.group_by(_CELL, maintain_order=True)
    ]
    if not rows:
        return numbers
    return numbers.drop(_QUARTILES).join(pl.DataFrame(rows), on=_CELL, how="left")


def phenotype_bins(
    store: Store, phenotype_id: str, grouping: str, cohorts: Sequence[Population] = ()
) -> pl.DataFrame:
    """Return one row per site, group, sex and bin of values: low, high, n_people.

    Where the profile has a minimum, neighbouring bins are joined until they hold enough.
    """
    return _beside(store, "phenotype_bins", phenotype_id, grouping, cohorts)


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


def phenotype_standardised(store: Store, phenotype_id: str, grouping: str) -> pl.DataFrame:
    """Return one row per site and group: its prevalence or mean, crude and for one age and sex.

    Columns: site_id, group_id, n_people, n_standardised (in the bands of age and sex that all the
    groups have), crude, crude_low, crude_high, standardised, standardised_low, standardised_high.
    The header of the query says how.
    """
    return _asked(store, "phenotype_standardised", phenotype_id, grouping)


def phenotype_years(
    store: Store, phenotype_id: str, grouping: str, cohorts: Sequence[Population] = ()
) -> pl.DataFrame:
    """Return one row per site, group and year: n_people measured, or with a first record, in it.

    Columns: site_id, group_id, year, n_people, mean, mean_low, mean_high (null of cases).
    """
    return _beside(store, "phenotype_years", phenotype_id, grouping, cohorts)


def phenotype_as_sent(store: Store, phenotype_id: str, grouping: str) -> pl.DataFrame:
    """Return one row per site, source table, unit and code as the site wrote them.

    Columns: site_id, site_name, source_table, original_unit, original_code, n_people, n_rows,
    mean_original (of the numbers as written), mean (of the same, harmonised).
    """
    return _asked(store, "phenotype_as_sent", phenotype_id, grouping)


def phenotype_sent_bins(store: Store, phenotype_id: str, grouping: str) -> pl.DataFrame:
    """Return one row per site, unit as written, and bin of the numbers as written: n_rows.

    Columns: site_id, site_name, original_unit, low, high, n_rows. None where the profile has a
    minimum.
    """
    return _asked(store, "phenotype_sent_bins", phenotype_id, grouping)


def _asked(store: Store, query: str, phenotype_id: str, grouping: str) -> pl.DataFrame:
    return store.query(
        query,
        phenotype_id=phenotype_id,
        grouping=grouping,
        sample_set=default_sample_set(store),
    )


def _beside(
    store: Store, query: str, phenotype_id: str, grouping: str, cohorts: Sequence[Population]
) -> pl.DataFrame:
    """Return what is found of the groups, and below it of each cohort."""
    of_cohorts = [
        _asked(store, query, phenotype_id, _entered(store, one)).with_columns(
            group_id=pl.lit(one.group_id)
        )
        for one in cohorts
    ]
    return pl.concat([_asked(store, query, phenotype_id, grouping), *of_cohorts])


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
    low, high = wilson_interval(summed["n_yes"], summed["n_known"])
    is_shown = pl.col("state") == "shown"
    counted = ("n_people", "n_known", "n_yes", "n_cases", "n_unknown", "share", "low", "high")
    with_share = summed.with_columns(
        share=pl.when(pl.col("n_known") > 0).then(pl.col("n_yes") / pl.col("n_known")),
        low=pl.Series(low).fill_nan(None),
        high=pl.Series(high).fill_nan(None),
    )
    return with_share.with_columns(pl.when(is_shown).then(pl.col(name)) for name in counted)
