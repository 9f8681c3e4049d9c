"""Everything about one allele."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from straits import genome
from straits.errors import QueryError
from straits.queries.allele import allele_ranges, ranges_of_counts
from straits.queries.groups import cohort_populations
from straits.queries.groups.population import Population
from straits.queries.groups.populations_shown import populations
from straits.store import Store
from straits.tables import COUNTS, SEXES

_GROUP_COLUMNS = (
    "population_id", "call_set_id", "call_set_name", "site_id", "site_name", "grouping",
    "grouping_label", "is_inferred", "group_id", "label", "long_label", "colour", "shape",
    "is_panel", "provenance",
)  # fmt: skip
_CELL_COLUMNS = (*_GROUP_COLUMNS, "sort_order")


@dataclass(frozen=True)
class Variant:
    """One allele of the release; gene_id and gene_symbol are None outside every gene."""

    allele_index: int
    variant_id: str
    contig: str
    pos: int
    ref: str
    alt: str
    variant_type: str
    region_class: str
    rsid: str | None
    rsid_source: str | None
    gene_id: str | None
    gene_symbol: str | None


def variant(store: Store, variant_id: str) -> Variant | None:
    """Return the allele of that id, in any usual spelling; None if the release has none.

    The alleles are trimmed first, as they are in the store.
    """
    try:
        contig, pos, ref, alt = genome.parse_variant_id(variant_id)
    except ValueError:
        return None
    pos, ref, alt = genome.trim(pos, ref, alt)
    alleles = store.query("allele_by_id", contig=contig, pos=pos, ref=ref, alt=alt)
    if alleles.is_empty():
        return None
    return Variant(**allele_ranges.with_gene_symbols(store, alleles).row(0, named=True))


def variant_frequencies(
    store: Store,
    variant_id: str,
    sample_set: str = "all",
    by_sex: bool = False,
    chosen: Sequence[Population] = (),
    groupings: Sequence[str] | None = None,
) -> pl.DataFrame:
    """Return one row per call set, grouping and group (and sex), absences included.

    chosen
        A and B: those of them that are cohorts come first, in the grouping "cohort".
    groupings
        Only the groups of these; None for all.

    Columns: population_id, call_set_id, call_set_name, site_id, site_name, grouping,
    grouping_label, is_inferred, group_id, label, long_label, colour, shape, is_panel, provenance
    (of a group of a partner, whose counts they are, of when and how exact; else empty), sex ("all";
    by_sex: "all", "XX", "XY", "unknown", those with people), n_people (of the sample set),
    n_called, ac, an, hom_alt, het, hemi, af, af_low, af_high, those of `allele_ranges.RATES`,
    filter, absence, an_source, state ("shown", "withheld", or "censored": ac is null, and is at
    least ac_low and at most ac_high), ac_low, ac_high. In the order of `populations`.
    Raises QueryError if the release has no such allele.
    """
    index = allele_index(store, variant_id)
    rows = frequencies_in_range(store, (index, index), sample_set, by_sex, chosen, groupings)
    return rows.drop("allele_index")


def frequencies_in_range(
    store: Store,
    span: allele_ranges.AlleleRange,
    sample_set: str = "all",
    by_sex: bool = False,
    chosen: Sequence[Population] = (),
    groupings: Sequence[str] | None = None,
) -> pl.DataFrame:
    """Return the rows of `variant_frequencies` of each allele of a range, with allele_index.

    In the order of `populations`, and of alleles within each.
    """
    of_cohorts = cohort_populations.cells(store, chosen)
    groups = populations(store).filter(pl.col("call_set_id").is_not_null())
    if groupings is not None:
        groups = groups.filter(pl.col("grouping").is_in(list(groupings)))
    groups = pl.concat(
        [of_cohorts.select(_CELL_COLUMNS), groups.select(_CELL_COLUMNS)], how="vertical_relaxed"
    )
    key = ["call_set_id", "grouping", "group_id"]
    cells = groups.select(key).rows()
    counts = allele_ranges.group_counts(store, cells, span, sample_set)
    sexes = ("all", *SEXES) if by_sex else ("all",)
    states = allele_ranges.states(store, groups["call_set_id"].unique().to_list(), span)
    counted = pl.concat([allele_ranges.counts_of_sex(counts, sex) for sex in sexes])
    rows = (
        ranges_of_counts.with_ranges(store, counted, cells, [span], sample_set)
        .join(groups, on=key)
        .join(states, on=["call_set_id", "allele_index"])
        .join(_people(store, sample_set, of_cohorts), on=[*key, "sex"], how="left")
        .filter((pl.col("sex") == "all") | pl.col("n_in_set").is_null() | (pl.col("n_in_set") > 0))
        .sort("sort_order", "allele_index", pl.col("sex").cast(pl.Enum(("all", *SEXES))))
        .with_columns(pl.col("n_in_set").alias("n_people"))
    )
    return allele_ranges.with_rates(rows).select(
        "allele_index", *_GROUP_COLUMNS, "sex", "n_people", *COUNTS, "af", "af_low", "af_high",
        *allele_ranges.RATES, "filter", "absence", "an_source", "state", "ac_low", "ac_high",
    )  # fmt: skip


def variant_records(store: Store, variant_id: str) -> pl.DataFrame:
    """Return one row per call set: what its files say of the allele, or why they are silent.

    Columns: those of sql/queries/allele/variant_records.sql.
    Raises QueryError if the release has no such allele.
    """
    return store.query("variant_records", allele_index=allele_index(store, variant_id))


def neighbours(store: Store, variant_id: str, n: int = 5) -> pl.DataFrame:
    """Return the n alleles before and the n after in genome order, on the same contig.

    Columns: allele_index, variant_id, contig, pos, ref, alt, rsid, distance (pos less that of the
    allele; 0 for another allele of the position).
    Raises QueryError if the release has no such allele.
    """
    index = allele_index(store, variant_id)
    near = allele_ranges.alleles_in(store, (max(index - n, 0), index + n))
    here = near.row(by_predicate=pl.col("allele_index") == index, named=True)
    return near.filter(
        (pl.col("contig") == here["contig"]) & (pl.col("allele_index") != index)
    ).select(
        "allele_index", "variant_id", "contig", "pos", "ref", "alt", "rsid",
        (pl.col("pos") - here["pos"]).alias("distance"),
    )  # fmt: skip


def allele_index(store: Store, variant_id: str) -> int:
    """Return the row of an allele; raises QueryError if the release has none of that id."""
    allele = variant(store, variant_id)
    if allele is None:
        raise QueryError(
            f"The release {store.release_id} has no allele {variant_id!r}. Expected "
            "contig-pos-ref-alt of one that was read, such as chr10-94781859-G-A."
        )
    return allele.allele_index


def _people(store: Store, sample_set: str, of_cohorts: pl.DataFrame) -> pl.DataFrame:
    """Return n_in_set, the people of a sample set, per call set, grouping, group and sex."""
    sizes = store.query("group_sizes")
    name = "n_unrelated" if sample_set == "unrelated" else "n_people"
    whole = of_cohorts.select(
        "call_set_id",
        "grouping",
        "group_id",
        pl.lit("all").alias("sex"),
        pl.col(name).cast(pl.Int64).alias("n_in_set"),
    )
    by_sex = pl.concat(
        [
            sizes.select(
                "call_set_id", "grouping", "group_id",
                pl.lit(sex).alias("sex"),
                pl.col(f"{name}{allele_ranges.sex_suffix(sex)}").alias("n_in_set"),
            )
            for sex in ("all", *SEXES)
        ]
    )  # fmt: skip
    return pl.concat([whole, by_sex], how="vertical_relaxed")
