"""Allele frequencies as a flat table, for the command line and for downloads."""

from collections.abc import Sequence

import polars as pl

from straits import genome
from straits.cohorts import Tree
from straits.errors import QueryError
from straits.queries.allele import allele_ranges, ranges_of_counts
from straits.queries.gene.gene_models import gene as find_gene
from straits.queries.groups import cohort_populations, provenance
from straits.queries.search.resolution import search
from straits.store import Store
from straits.tables import COUNTS, EVERYONE, SAMPLE_SETS, SEXES

COLUMNS = (
    "contig", "pos", "ref", "alt", "variant_id", "filter", "site", "call_set", "grouping", "group",
    "sex", "sample_set", "n_called", "an", "ac", "af", "hom_alt", "het", "hemi", "ac_state",
    "an_source", "ac_low", "ac_high",
)  # fmt: skip
# A sex that nobody of a group has is no part of it; one that is withheld stays, without counts.
_SEXES_WITH_PEOPLE = pl.concat_list(
    pl.lit("all"),
    *(
        pl.when((pl.col(f"n_people{allele_ranges.sex_suffix(sex)}") != 0).fill_null(True)).then(
            pl.lit(sex)
        )
        for sex in SEXES
    ),
)
DIMENSIONS = ("site", "call_set", "group", "sex")


def frequencies_and_parts(
    store: Store,
    gene: str | None = None,
    region: str | None = None,
    variant: str | None = None,
    variants: Sequence[allele_ranges.AlleleRange] | None = None,
    grouping: str | None = None,
    by: Sequence[str] = ("site", "group"),
    sample_set: str = "all",
    pool_sites: bool = False,
    cohort: Tree | None = None,
    most_alleles: int | None = None,
    with_partners: bool = False,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return frequencies, and what the profile withholds of the call sets that they are made of.

    Of the frequencies one row per allele and combination of `by`, AC 0 included, in order of pos.

    Exactly one of gene (symbol, alias or id), region (contig:start-end), variant
    (contig-pos-ref-alt or rsID) and variants (ranges of a list) says which alleles. The columns are
    COLUMNS less the dimensions that `by` leaves out; without "group" the people of all groups are
    one, those of no group included. af is null where an is 0. ac_state is "exact", "suppressed"
    where the profile withholds the counts, "partial" where it withholds those of some of the call
    sets that are summed, or "censored" where an external panel says no more of AC than a range: ac
    is null then, at least ac_low and at most ac_high. an_source is "observed", "callable" or
    "none": the best of the call sets that are summed. filter is PASS only if all that saw the
    allele say so, else what they say, joined by ";", and null where none saw it.

    Of the call sets one row each: call_set, n_added and n_withheld: its counts (one per allele,
    group and sex) that are in the frequencies, and those that the profile withholds.

    grouping
        None for the first of the study.
    cohort
        Counts its people instead of those of groups; it is the one group of the grouping "cohort".
    pool_sites
        Allows `by` without "site" when people of several sites would be summed.
    most_alleles
        How many may be asked for; None for any number.
    with_partners
        Whether groups of partners who divide people by the same are beside those of the grouping,
        where groups and sites are told apart, and sexes are not.
    Raises QueryError, with the way out, for anything that cannot be resolved.
    """
    _check(by, sample_set)
    ranges = _ranges(store, gene, region, variant, variants)
    n_alleles = sum(last - first + 1 for first, last in ranges)
    if most_alleles is not None and n_alleles > most_alleles:
        raise QueryError(
            f"There are {n_alleles:,} alleles there, and a file holds those of {most_alleles:,} at "
            "most. Name a smaller region, or ask the command `frequencies`, which has no limit."
        )
    with_partners = with_partners and {"site", "group"} <= set(by) and "sex" not in by
    cells = (
        _cells(store, grouping, by, with_partners)
        if cohort is None
        else _cohort_cells(store, cohort)
    )
    if "site" not in by and not pool_sites:
        _refuse_to_pool(cells)
    counts = _counts(store, ranges, cells, by, sample_set)
    is_added = pl.col("n_called").is_not_null()
    parts = (
        counts.group_by("call_set")
        .agg(is_added.sum().alias("n_added"), (~is_added).sum().alias("n_withheld"))
        .sort("call_set")
    )
    left_out = set(DIMENSIONS) - set(by)
    rows = _summed(store, counts, by, sample_set)
    return rows.select(column for column in COLUMNS if column not in left_out), parts


def _check(by: Sequence[str], sample_set: str) -> None:
    if unknown := [name for name in by if name not in DIMENSIONS]:
        raise QueryError(
            f"Frequencies can be told apart by {', '.join(DIMENSIONS)}; got {unknown[0]!r}."
        )
    if sample_set not in SAMPLE_SETS:
        raise QueryError(f"The sample set must be {' or '.join(SAMPLE_SETS)}, got {sample_set!r}.")


def _ranges(
    store: Store, gene: str | None, region: str | None, variant: str | None,
    variants: Sequence[allele_ranges.AlleleRange] | None,
) -> list[allele_ranges.AlleleRange]:  # fmt: skip
    if sum(named is not None for named in (gene, region, variant, variants)) != 1:
        raise QueryError("Name exactly one of a gene, a region, a variant and a list of variants.")
    if variants is not None:
        return list(variants)
    if gene is not None:
        model = find_gene(store, gene)
        if model is None:
            raise QueryError(
                f"The release has no gene {gene!r}: expected a symbol such as CYP2C19, one of its "
                "former names, or an Ensembl id. Its gene models are those that the study file "
                "names under `genes:`, or, for GRCh38, those that come with Straits."
            )
        place = genome.Region(model.contig, model.start_pos, model.end_pos)
        return [allele_ranges.allele_range(store, [place])]
    if region is not None:
        try:
            return [allele_ranges.allele_range(store, [genome.parse_region(region)])]
        except ValueError as error:
            raise QueryError(f"The region cannot be read: {error}.") from error
    resolved = search(store, variant or "")
    if resolved.kind not in ("variant", "rsid"):
        raise QueryError(
            resolved.reason or f"{variant!r} is no variant: expected contig-pos-ref-alt or an rsID."
        )
    alleles = [
        store.query(
            "allele_by_id", **dict(zip(("contig", "pos", "ref", "alt"), parts, strict=True))
        )
        for parts in map(genome.parse_variant_id, resolved.variant_ids)
    ]
    return [(index, index) for index in (rows["allele_index"][0] for rows in alleles)]


def _cells(
    store: Store, grouping: str | None, by: Sequence[str], with_partners: bool
) -> pl.DataFrame:
    """Return the cells to sum: call_set_id, call_set, site, grouping, group_id, group, places."""
    sizes = store.query("group_sizes").sort("sort_order")
    named = [name for name in sizes["grouping"].unique(maintain_order=True)]
    first = next((name for name in named if name != EVERYONE), EVERYONE)
    wanted = grouping or first
    if wanted not in named:
        raise QueryError(f"The study has no grouping {wanted!r}; it has {', '.join(named)}.")
    counted = wanted if "group" in by else EVERYONE
    beside = provenance.beside(store, counted) if with_partners else (counted,)
    return sizes.filter(pl.col("grouping").is_in(beside)).select(
        "call_set_id",
        pl.col("call_set_id").alias("call_set"),
        pl.col("site_id").alias("site"),
        "grouping",
        "group_id",
        pl.col("group_id").alias("group"),
        pl.col("sort_order").alias("cell_order"),
        (pl.col("grouping") if "group" in by else pl.lit(wanted)).alias("asked_grouping"),
        _SEXES_WITH_PEOPLE.alias("sexes"),
    )


def _cohort_cells(store: Store, cohort: Tree) -> pl.DataFrame:
    """Return the cells of a cohort, as `_cells` does those of groups.

    Raises QueryError if it is empty, or shown in no call set.
    """
    chosen = cohort_populations.of_tree(store, cohort)
    call_sets = store.query("call_sets").filter(
        pl.col("call_set_id").is_in(list(chosen.call_set_ids))
    )
    return call_sets.with_row_index("cell_order").select(
        "call_set_id",
        pl.col("call_set_id").alias("call_set"),
        pl.col("site_id").alias("site"),
        pl.lit(chosen.grouping).alias("grouping"),
        pl.lit(chosen.group_id).alias("group_id"),
        pl.lit(chosen.group_id).alias("group"),
        pl.col("cell_order").cast(pl.Int64),
        pl.lit(chosen.grouping).alias("asked_grouping"),
        pl.lit(["all", *SEXES]).alias("sexes"),
    )


def _refuse_to_pool(cells: pl.DataFrame) -> None:
    pooled = cells.group_by("group", maintain_order=True).agg(pl.col("site").unique().sort())
    for group, places in pooled.filter(pl.col("site").list.len() > 1).iter_rows():
        raise QueryError(
            f"The group {group!r} has people in the sites {', '.join(places)}, and sites are kept "
            "apart unless you ask otherwise. Add site to --by, or pool them with --pool-sites."
        )


def _counts(
    store: Store,
    ranges: Sequence[allele_ranges.AlleleRange],
    cells: pl.DataFrame,
    by: Sequence[str],
    sample_set: str,
) -> pl.DataFrame:
    """Return one row per allele, cell and sex, before anything is summed."""
    alleles = [index for first, last in ranges for index in range(first, last + 1)]
    call_sets = cells["call_set_id"].unique().to_list()
    states = allele_ranges.states_of_each(store, call_sets, alleles)
    keys = cells.select("call_set_id", "grouping", "group_id")
    counts = allele_ranges.group_counts_of(store, keys.rows(), ranges, sample_set)
    sexes = SEXES if "sex" in by else ("all",)
    counted = pl.concat([allele_ranges.counts_of_sex(counts, sex) for sex in sexes])
    return (
        ranges_of_counts.with_ranges(store, counted, keys.rows(), ranges, sample_set)
        .join(cells, on=["call_set_id", "grouping", "group_id"])
        .filter(pl.col("sexes").list.contains(pl.col("sex")))
        .join(states, on=["call_set_id", "allele_index"])
    )


def _summed(
    store: Store,
    counts: pl.DataFrame,
    by: Sequence[str],
    sample_set: str,
) -> pl.DataFrame:
    names = ("allele_index", "variant_id", "contig", "pos", "ref", "alt")
    listed = store.alleles.names(counts["allele_index"].unique().sort().to_list()).select(names)
    kept = [name for name in DIMENSIONS if name in by]
    summed = (
        counts.group_by("allele_index", *kept)
        .agg(
            pl.col("cell_order").min(),
            pl.col("asked_grouping").first(),
            *allele_ranges.pooled_counts((*COUNTS, "ac_low", "ac_high")),
            *allele_ranges.pooled_states(),
            pl.col("an").is_null().any().alias("lacks_a_part"),
        )
        .join(listed, on="allele_index")
    )
    by_sex = [pl.col("sex").cast(pl.Enum(SEXES))] if "sex" in by else []
    named = summed.sort("allele_index", "cell_order", *by_sex).with_columns(
        pl.col("asked_grouping").alias("grouping"),
        pl.lit(sample_set).alias("sample_set"),
        allele_ranges.AF.alias("af"),
        pl.when(pl.col("an").is_null())
        .then(pl.lit("suppressed"))
        .when(pl.col("ac").is_null())
        .then(pl.lit("censored"))
        .when(pl.col("lacks_a_part"))
        .then(pl.lit("partial"))
        .otherwise(pl.lit("exact"))
        .alias("ac_state"),
    )
    return named.with_columns(**allele_ranges.RATES)
