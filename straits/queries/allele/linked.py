"""What travels with an allele: its neighbours in linkage disequilibrium, and who has both."""

from dataclasses import dataclass

import polars as pl

from straits.errors import QueryError
from straits.genome import Region
from straits.queries.allele import allele_ranges
from straits.queries.allele.variant_answers import Variant
from straits.queries.groups.populations_shown import Population
from straits.store import Asked, Store

# Alleles on either side that are looked at, and the rarest of them.
DISTANCE = 250_000
LEAST_AF = 0.01
# As many as a heat map draws, and as many neighbours as are correlated at once.
MOST_IN_MAP = 120
MOST_NEIGHBOURS = 2_000

_NAMED = ("allele_index", "variant_id", "contig", "pos", "ref", "alt", "rsid")
_PHASED = ("both", "one_only", "other_only", "none", "r2_phased", "d_prime")


@dataclass(frozen=True)
class Linked:
    """Correlations within one group.

    call_set_id
        Where they were counted: of a pooled population, the call set with most people called.
        People of different call sets are never correlated.
    rows
        As each question says.
    """

    call_set_id: str
    rows: pl.DataFrame


def linked_alleles(
    store: Store,
    variant: Variant,
    population: Population,
    who: str,
    least_af: float = LEAST_AF,
    limit: int = 20,
) -> Linked:
    """Return the alleles within DISTANCE that go with one in a population, the closest first.

    Columns: allele_index, variant_id, contig, pos, ref, alt, rsid, distance (in bases), ac, an, af,
    n_called (people called at both), r (correlation of copies, positive where the two go together;
    Rogers and Huff 2009), r2, is_phased, and where both records are phased: both, one_only (the
    allele asked about alone), other_only, none (haplotypes), r2_phased and d_prime. Alleles with a
    frequency, or that of their alternative, below least_af are left out, and all but the nearest
    MOST_NEIGHBOURS.
    Raises QueryError where the server holds no genotypes, or the call set has no record.
    """
    region = Region(variant.contig, max(1, variant.pos - DISTANCE), variant.pos + DISTANCE)
    call_set_id, known = _common(store, region, population, who, least_af)
    known = known.filter(pl.col("allele_index") != variant.allele_index).with_columns(
        (pl.col("pos") - variant.pos).alias("distance")
    )
    near = known.sort(pl.col("distance").abs()).head(MOST_NEIGHBOURS)
    asked = Asked(call_set_id, population.grouping, population.group_id, who)
    pairs = store.linkage(asked, [variant.allele_index], near["allele_index"].to_list())
    correlated = near.join(pairs, left_on="allele_index", right_on="other_index").with_columns(
        (pl.col("r") ** 2).alias("r2")
    )
    rows = (
        correlated.drop_nulls("r2")
        .sort("r2", pl.col("distance").abs(), descending=[True, False])
        .head(limit)
        .select(*_NAMED, "distance", "ac", "an", "af", "n_called", "r", "r2", "is_phased", *_PHASED)
    )
    return Linked(call_set_id, rows)


def linked_in_pair(
    store: Store, variant: Variant, pair: tuple[Population, Population], who: str, limit: int = 20
) -> tuple[Linked, Linked, pl.DataFrame]:
    """Return what goes with an allele in A, in B, and in either, the closest in either first.

    The frame has one row per allele: allele_index, variant_id, contig, pos, ref, alt, rsid,
    distance, and with the suffixes _a and _b the others of `linked_alleles`, null where the allele
    does not vary there or is rarer than LEAST_AF. `limit` is of its rows.
    Raises QueryError as `linked_alleles` does.
    """
    sides = tuple(
        linked_alleles(store, variant, population, who, limit=MOST_NEIGHBOURS)
        for population in pair
    )
    named = [*_NAMED, "distance"]
    either = pl.concat([side.rows.select(named) for side in sides]).unique("allele_index")
    for letter, side in zip("ab", sides, strict=True):
        own = side.rows.select("allele_index", pl.exclude(named).name.suffix(f"_{letter}"))
        either = either.join(own, on="allele_index", how="left")
    closest = pl.max_horizontal("r2_a", "r2_b").round(9)
    first = either.sort(
        closest, pl.col("distance").abs(), "allele_index", descending=[True, False, False]
    )
    return sides[0], sides[1], first.head(limit)


def linkage_map(
    store: Store, region: Region, population: Population, who: str, most: int = MOST_IN_MAP
) -> Linked:
    """Return one row per pair of the most common alleles of a region, each pair once.

    Columns: allele_index, other_index (the later one), variant_id, other_id, pos, other_pos,
    n_called, r2, is_phased, d_prime (null where not both records are phased). The alleles are
    those with the highest frequency of the rarer of allele and alternative.
    Raises QueryError where the server holds no genotypes.
    """
    call_set_id, known = _common(store, region, population, who, 0.0)
    kept = known.sort("minor", descending=True).head(most).sort("allele_index")
    index = kept["allele_index"].to_list()
    asked = Asked(call_set_id, population.grouping, population.group_id, who)
    named = kept.select("allele_index", "variant_id", "pos")
    others = named.select(pl.all().name.prefix("other_")).rename(
        {"other_allele_index": "other_index", "other_variant_id": "other_id"}
    )
    rows = (
        store.linkage(asked, index, index)
        .filter(pl.col("allele_index") < pl.col("other_index"))
        .join(named, on="allele_index", maintain_order="left")
        .join(others, on="other_index", maintain_order="left")
        .select(
            "allele_index", "other_index", "variant_id", "other_id", "pos", "other_pos",
            "n_called", (pl.col("r") ** 2).alias("r2"), "is_phased", "d_prime",
        )
    )  # fmt: skip
    return Linked(call_set_id, rows)


def co_occurrence(
    store: Store, variant: Variant, other: Variant, population: Population, who: str
) -> Linked:
    """Return one row, or none: whether two alleles are carried together in a population.

    Columns: n_called (people called at both), r, r2, is_phased, and where both records are phased:
    both, one_only, other_only, none (haplotypes), r2_phased and d_prime; those are null where one
    record is not phased, as then nobody knows which copy of a person carries what.
    """
    call_set_id = _call_set(store, population, (variant.allele_index, variant.allele_index), who)
    asked = Asked(call_set_id, population.grouping, population.group_id, who)
    pairs = store.linkage(asked, [variant.allele_index], [other.allele_index])
    rows = pairs.with_columns((pl.col("r") ** 2).alias("r2"))
    return Linked(call_set_id, rows.select("n_called", "r", "r2", "is_phased", *_PHASED))


def _common(
    store: Store, region: Region, population: Population, who: str, least_af: float
) -> tuple[str, pl.DataFrame]:
    """Return the alleles of a region that vary in a population, with their counts."""
    span = allele_ranges.allele_range(store, [region])
    call_set_id = _call_set(store, population, span, who)
    counts = allele_ranges.group_counts(
        store, [(call_set_id, population.grouping, population.group_id)], span, who
    )
    known = (
        allele_ranges.alleles_in(store, span)
        .select(_NAMED)
        .join(counts.select("allele_index", "ac", "an"), on="allele_index", how="left")
        .filter(pl.col("an") > 0)
        .with_columns((pl.col("ac") / pl.col("an")).alias("af"))
        .with_columns(pl.min_horizontal("af", 1 - pl.col("af")).alias("minor"))
    )
    varying = known.filter((pl.col("minor") > 0) & (pl.col("minor") >= least_af))
    return call_set_id, varying.sort("allele_index")


def _call_set(
    store: Store, population: Population, span: allele_ranges.AlleleRange, who: str
) -> str:
    if population.is_panel:
        raise QueryError(
            f"{population.long_label} is of {population.counted_by}, which has counts and no "
            "genotypes here, so what people carry together is not known there. Choose groups of "
            "the study for A and B."
        )
    if len(population.call_set_ids) == 1:
        return population.call_set_ids[0]
    if not population.call_set_ids:
        raise QueryError(f"{population.long_label} is counted in no call set.")
    cells = [(name, population.grouping, population.group_id) for name in population.call_set_ids]
    counts = allele_ranges.group_counts(store, cells, span, who)
    called = counts.group_by("call_set_id").agg(pl.col("n_called").max().fill_null(0))
    ranked = called.sort("n_called", "call_set_id", descending=[True, False])
    return str(ranked["call_set_id"][0]) if ranked.height else population.call_set_ids[0]
