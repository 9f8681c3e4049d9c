"""Ranges of alleles, and the counts of groups within them: what the other questions are made of."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import polars as pl

from straits.formulas import rates
from straits.genome import Region
from straits.popgen import intervals
from straits.queries.groups import cohort_populations
from straits.store import Store
from straits.tables import ABSENCES, AN_SOURCES, COUNTS, SEXES

AlleleRange = tuple[int, int]  # first and last allele_index, both included
EMPTY: AlleleRange = (0, -1)
# Every copy is of someone with one or two, unless a panel says nothing of who has two: both are
# null then, and were 0 in earlier releases.
_IS_TOLD = (pl.col("n_called") == pl.col("an")) | (
    pl.col("ac") == pl.col("het") + 2 * pl.col("hom_alt") + pl.col("hemi")
)
AF = pl.when(pl.col("an") > 0).then(
    intervals.FREQUENCY.values(ac=pl.col("ac"), an=pl.col("an"))["af"]
)
# What follows from the counts of one group and their af, by the name that it has in every file.
RATES: dict[str, pl.Expr] = {
    "carriers_per_1000": pl.when((pl.col("n_called") > 0) & _IS_TOLD).then(
        rates.CARRIERS.values(**{name: pl.col(name) for name in ("ac", "hom_alt", "n_called")})[
            "per_1000"
        ]
    )
}


def allele_range(store: Store, regions: Iterable[Region]) -> AlleleRange:
    """Return the alleles whose pos lies in all the regions; all alleles if there are none."""
    ranges = [_range(store, region) for region in regions] or [(0, store.alleles.number() - 1)]
    return max(first for first, _ in ranges), min(last for _, last in ranges)


def _range(store: Store, region: Region) -> AlleleRange:
    held = store.alleles.within([region]).select("first_allele", "last_allele").rows()
    return held[0] if held else EMPTY


def gene_ranges(store: Store, gene_ids: Collection[str]) -> pl.DataFrame:
    """Return one row per gene that holds alleles, in order of the first of them.

    Columns: those of sql/queries/comparison/places_of_genes.sql; first_allele and last_allele, both
    within the gene. Genes may overlap. An id that is none has no row.
    """
    genes = store.query("places_of_genes", gene_ids=sorted(gene_ids))
    places = genes.select("contig", "start_pos", "end_pos")
    held = store.alleles.within([Region(*place) for place in places.iter_rows()])
    found = genes.cast({"start_pos": pl.Int64, "end_pos": pl.Int64})
    return found.join(held, on=places.columns).sort("first_allele", "gene_id")


def group_counts(
    store: Store, cells: Sequence[tuple[str, str, str]], alleles: AlleleRange, sample_set: str
) -> pl.DataFrame:
    """Return one row per cell (call set, grouping, group) and allele, with counts by sex.

    Columns: call_set_id and grouping, then those of sql/queries/allele/group_counts.sql.
    """
    return _group_counts(store, cells, alleles, (), sample_set)


def group_counts_of(
    store: Store,
    cells: Sequence[tuple[str, str, str]],
    ranges: Sequence[AlleleRange],
    sample_set: str,
) -> pl.DataFrame:
    """Return the rows of `group_counts` of ranges, at least one, in order, asked for at once.

    Range by range for cohorts, whose genotypes between the ranges need not be counted.
    """
    if len(ranges) == 1 or any(grouping == cohort_populations.GROUPING for _, grouping, _ in cells):
        return pl.concat([group_counts(store, cells, span, sample_set) for span in ranges])
    whole = ranges[0][0], ranges[-1][1]
    return _group_counts(store, cells, whole, ranges, sample_set)


def _group_counts(
    store: Store,
    cells: Sequence[tuple[str, str, str]],
    alleles: AlleleRange,
    within: Sequence[AlleleRange],
    sample_set: str,
) -> pl.DataFrame:
    grouped: dict[tuple[str, str], list[str]] = {}
    for call_set_id, grouping, group_id in cells:
        grouped.setdefault((call_set_id, grouping), []).append(group_id)
    frames = [
        store.query(
            "group_counts",
            call_set_id=call_set_id,
            grouping=grouping,
            group_ids=group_ids,
            sample_set=sample_set,
            first_allele=alleles[0],
            last_allele=alleles[1],
            range_starts=[first for first, _ in within],
            range_ends=[last for _, last in within],
        ).select(
            pl.lit(call_set_id).alias("call_set_id"), pl.lit(grouping).alias("grouping"), pl.all()
        )
        for (call_set_id, grouping), group_ids in grouped.items()
    ]
    return pl.concat(frames)


def sex_suffix(sex: str) -> str:
    """Return what the counts of a sex end in; "all" has none.

    >>> sex_suffix("XX"), sex_suffix("all")
    ('_xx', '')
    """
    return f"_{sex.lower()}" if sex in SEXES else ""


def counts_of_sex(counts: pl.DataFrame, sex: str) -> pl.DataFrame:
    """Return the counts of one sex (or "all") under their plain names, with a column `sex`."""
    suffix = sex_suffix(sex)
    every = [f"{count}{sex_suffix(each)}" for each in ("all", *SEXES) for count in COUNTS]
    return counts.select(
        pl.exclude(every),
        pl.lit(sex).alias("sex"),
        *(pl.col(f"{count}{suffix}").alias(count) for count in COUNTS),
    )


def with_rates(counts: pl.DataFrame) -> pl.DataFrame:
    """Add af, af_low and af_high (`share_interval`), RATES and state to guarded counts.

    af and its interval are null where an is 0, carriers_per_1000 where nobody was called; state is
    "withheld" where the counts are null. They follow from what the guard let out, so nothing
    withheld can come back. Where ac is null and the ends of its range are there (ac_low, ac_high;
    see `censored`), af is null, its interval goes from the lower end at the least to the upper at
    the most, and state is "censored". hom_alt, het and carriers_per_1000 are null where a panel
    does not say who has two copies.
    """
    ends = [
        counts.select(pl.coalesce("ac", name).fill_null(0) if name in counts.columns else "ac")
        .to_series().fill_null(0).to_numpy()
        for name in ("ac_low", "ac_high")
    ]  # fmt: skip
    an = counts["an"].fill_null(0).to_numpy()
    low, high = (intervals.share_interval(ends[end], an)[end] for end in (0, 1))
    counts = counts.with_columns(
        pl.when(_IS_TOLD).then(name).alias(name) for name in ("hom_alt", "het")
    )
    return counts.with_columns(
        AF.alias("af"),
        pl.when(pl.col("an") > 0).then(pl.Series(low)).alias("af_low"),
        pl.when(pl.col("an") > 0).then(pl.Series(high)).alias("af_high"),
        pl.when(pl.col("an").is_null())
        .then(pl.lit("withheld"))
        .when(pl.col("ac").is_null())
        .then(pl.lit("censored"))
        .otherwise(pl.lit("shown"))
        .alias("state"),
    ).with_columns(**RATES)


def states(store: Store, call_sets: Sequence[str], alleles: AlleleRange) -> pl.DataFrame:
    """Return one row per call set and allele of a range: what its files know of it.

    Columns: those of sql/queries/allele/states_in_range.sql.
    """
    return store.query(
        "states_in_range",
        call_sets=list(call_sets),
        first_allele=alleles[0],
        last_allele=alleles[1],
    )


def states_of_each(store: Store, call_sets: Sequence[str], alleles: Sequence[int]) -> pl.DataFrame:
    """Return the rows of `states` of some alleles, named by allele_index, wherever they lie."""
    wanted = pl.DataFrame({"allele_index": alleles}, {"allele_index": pl.Int64})
    frames = [
        wanted.hstack(store.alleles.states(alleles, call_set_id)).select(
            pl.lit(call_set_id).alias("call_set_id"),
            "allele_index", "filter", "absence", "an_source",
        )
        for call_set_id in sorted(call_sets)
    ]  # fmt: skip
    return pl.concat(frames)


def alleles_in(store: Store, alleles: AlleleRange) -> pl.DataFrame:
    """Return one row per allele of a range, in order of pos: its identity and its rsID.

    Columns: those of sql/queries/allele/alleles_in_range.sql.
    """
    return store.query("alleles_in_range", first_allele=alleles[0], last_allele=alleles[1])


def with_gene_symbols(store: Store, alleles: pl.DataFrame) -> pl.DataFrame:
    """Add gene_id and gene_symbol to alleles: several joined by ";", null outside every gene."""
    genes = store.query(
        "genes_at_positions",
        contigs=alleles["contig"].to_list(),
        positions=alleles["pos"].to_list(),
    )
    return alleles.join(genes, on=["contig", "pos"], how="left", maintain_order="left")


def with_states(
    store: Store, alleles: pl.DataFrame, call_sets: Mapping[str, Sequence[str]]
) -> pl.DataFrame:
    """Add to alleles what some call sets know of each, pooled over them.

    alleles
        With allele_index.
    call_sets
        Ids of call sets by side, "a" or "b".

    Adds filter, absence and an_source with the side behind them, as in filter_a.
    """
    known = alleles
    for side, ids in call_sets.items():
        states = states_of(store, alleles["allele_index"].to_list(), ids)
        named = states.rename({name: f"{name}_{side}" for name in states.columns[1:]})
        known = known.join(named, on="allele_index", how="left", maintain_order="left")
    return known


def states_of(store: Store, alleles: Sequence[int], call_sets: Sequence[str]) -> pl.DataFrame:
    """Return one row per allele, of those named, in order: what call sets say of it together.

    Columns: allele_index, filter, absence, an_source; see `pooled_states`.
    """
    wanted = pl.DataFrame({"allele_index": sorted(set(alleles))}, {"allele_index": pl.Int64})
    indices = wanted["allele_index"].to_list()
    states = [wanted.hstack(store.alleles.states(indices, call_set)) for call_set in call_sets]
    if len(states) == 1:
        return states[0].select("allele_index", "filter", "absence", "an_source")
    return pl.concat(states).group_by("allele_index", maintain_order=True).agg(pooled_states())


def pooled_counts(counts: Sequence[str]) -> list[pl.Expr]:
    """Return aggregations that sum counts over call sets; null where all of them are withheld.

    With ac_low and ac_high among the counts, AC is a range where that of any call set is: its ends
    are the sums of theirs and of what is exact, and nothing is said of genotypes.
    """
    if "ac_low" not in counts:
        return [_summed(count) for count in counts]
    is_range = pl.col("ac_low").is_not_null().any()
    pooled = []
    for count in counts:
        if count in ("ac_low", "ac_high"):
            ends = pl.coalesce(count, "ac").sum().cast(pl.Int32)
            pooled.append(pl.when(is_range).then(ends).alias(count))
        elif count in ("n_called", "an"):
            pooled.append(_summed(count))
        else:
            pooled.append(pl.when(~is_range).then(_summed(count)).alias(count))
    return pooled


def _summed(count: str) -> pl.Expr:
    return pl.when(pl.col(count).is_not_null().any()).then(pl.col(count).sum()).alias(count)


def pooled_states() -> list[pl.Expr]:
    """Return aggregations of filter, absence and an_source over call sets.

    FILTER is PASS only if all that saw the allele say so, else what they say, joined by ";". Of
    absence and an_source the best known wins.
    """
    filters = pl.col("filter").drop_nulls().unique().sort()
    return [
        pl.when(filters.len() > 0).then(filters.str.join(";")).alias("filter"),
        _first_of(ABSENCES, "absence"),
        _first_of(AN_SOURCES, "an_source"),
    ]


def _first_of(ranked: Sequence[str], column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Enum(ranked)).min().cast(pl.String).alias(column)
