"""Where do the allele frequencies of A and B differ?"""

from dataclasses import dataclass

import polars as pl

from straits.genome import Region
from straits.queries.populations import Population
from straits.store import Store

ORDERS = ("abs_difference", "ratio", "p")


@dataclass(frozen=True)
class Filters:
    """Which alleles to look at; the defaults leave out only what failed FILTER.

    gene_id
        Alleles with pos within the gene, or None.
    region
        Alleles with pos within the region, or None. Both given: within both.
    af_min, af_max
        Bounds on the AF of A and B taken together, (ac_a + ac_b) / (an_a + an_b), both included;
        in `gene_frequencies` of all the populations asked for.
    variant_types
        Of "snv", "mnv", "insertion", "deletion", "complex"; empty for all.
    filter_pass_only
        Leave out alleles whose FILTER names a failed filter in any call set of A or B that
        observed them; "." (no filter applied) passes.
    min_an
        Fewest alleles called in each of A and B.
    sample_set
        "all" or "unrelated".
    unaligned_indels
        Keep insertions and deletions when A and B come from different call sets of which one was
        not left-aligned; off by default, as the same indel may be written in two ways.
    """

    gene_id: str | None = None
    region: Region | None = None
    af_min: float = 0.0
    af_max: float = 1.0
    variant_types: tuple[str, ...] = ()
    filter_pass_only: bool = True
    min_an: int = 1
    sample_set: str = "all"
    unaligned_indels: bool = False


@dataclass(frozen=True)
class DifferenceTotals:
    """How many alleles a comparison rests on, and how many were left out, by the first reason."""

    n_alleles: int  # of the release within gene and region
    n_no_an: int  # AN is 0, below min_an or unknown in A or in B
    n_withheld: int  # fewer people called in A or B than the profile's minimum
    n_unaligned_indels: int
    n_filter_failed: int
    n_type_left_out: int
    n_seen_in_neither: int  # AC 0 in A and in B
    n_outside_af: int
    n_compared: int  # what is left: the rows of allele_differences


def allele_differences(
    store: Store,
    a: Population,
    b: Population,
    filters: Filters,
    order_by: str = "abs_difference",
    limit: int = 500,
    offset: int = 0,
) -> pl.DataFrame:
    """Return one row per allele compared, the most different first.

    Columns: allele_index, variant_id, contig, pos, ref, alt, variant_type, region_class, rsid,
    gene_id, gene_symbol (of the gene that holds pos; several joined by ";"; null if none);
    per side with suffix _a or _b: n_called, ac, an, af, af_low, af_high (Wilson 95 %), filter,
    absence, an_source; then difference (af_a - af_b), ratio (af_a / af_b; null where af_b is 0),
    z_score (two-proportion score test, pooled variance) and p_fisher (two-sided Fisher's exact
    test on ac, an - ac).

    order_by
        "abs_difference"; "ratio": the larger AF over the smaller, infinite ones first, by the
        larger AF; "p": by |z_score|.
    Raises QueryError for an unknown order or a population that is not shown.
    """
    raise NotImplementedError


def frequency_density(
    store: Store, a: Population, b: Population, filters: Filters, bins: int = 50
) -> pl.DataFrame:
    """Return one row per occupied cell of a grid of bins x bins over AF in A and AF in B.

    Columns: af_a_low, af_a_high, af_b_low, af_b_high, n_variants. The alleles are those that
    `allele_differences` ranks. The last bin includes 1.
    """
    raise NotImplementedError


def difference_totals(
    store: Store, a: Population, b: Population, filters: Filters
) -> DifferenceTotals:
    """Return how many alleles are compared and how many are left out, with the reasons."""
    raise NotImplementedError
