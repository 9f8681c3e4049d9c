"""Which alleles a comparison looks at, and the values that every query over them takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from straits.errors import QueryError
from straits.genome import Region
from straits.queries.allele import allele_ranges
from straits.queries.allele.allele_ranges import AlleleRange
from straits.queries.groups.populations_shown import Population
from straits.store import Store
from straits.tables import SAMPLE_SETS

# Types that are written in one way only.
SIMPLE_TYPES = ("snv", "mnv")
VARIANT_TYPES = ("snv", "mnv", "insertion", "deletion", "complex")
CONSEQUENCE_CLASSES = (
    "lof", "missense", "splice_region", "other_coding", "synonymous", "non_coding", "none",
)  # fmt: skip
# "none": ClinVar, as read, does not have the allele.
CLINVAR_CLASSES = ("pathogenic", "conflicting", "uncertain", "benign", "other", "none")


@dataclass(frozen=True)
class Filters:
    """Which alleles to look at; the defaults leave out only what failed FILTER.

    gene_id
        Alleles with pos within the gene, or None.
    gene_ids
        Alleles with pos within any of the genes; empty for all.
    region
        Alleles with pos within the region, or None.
    variants
        Alleles of a list, as ranges from one allele_index to another, both included, in order, of
        which no two touch; None for all, and none where the release has none of the list.
    span
        Alleles from one allele_index to another, both included, or None. Of gene, genes, region,
        variants and span all that are given hold.
    af_min, af_max
        Bounds on the AF of A and B taken together, (ac_a + ac_b) / (an_a + an_b), both included;
        in `gene_frequencies` of all the populations asked for.
    variant_types
        Of VARIANT_TYPES; empty for all.
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
    consequence_classes
        Of CONSEQUENCE_CLASSES, in the gene that an allele hits most severely ("none": nobody
        annotated it); in `gene_frequencies` in the gene asked for. Empty for all.
    clinvar_classes
        Of CLINVAR_CLASSES; empty for all.
    sign
        "with": only alleles that carry a sign of a batch effect; "without": only the others; ""
        for all.
    signed
        The alleles that `sign` means, as `variants` has them, once
        `comparison.with_signs_found` has looked; until then it bounds nothing.
    testable_only
        Count towards the family of tests only alleles common enough to be significant in it
        (Tarone 1990). The others are shown still, without q.
    """

    gene_id: str | None = None
    gene_ids: tuple[str, ...] = ()
    region: Region | None = None
    variants: tuple[AlleleRange, ...] | None = None
    span: AlleleRange | None = None
    af_min: float = 0.0
    af_max: float = 1.0
    variant_types: tuple[str, ...] = ()
    filter_pass_only: bool = True
    min_an: int = 1
    sample_set: str = "all"
    unaligned_indels: bool = False
    consequence_classes: tuple[str, ...] = ()
    clinvar_classes: tuple[str, ...] = ()
    sign: str = ""
    signed: tuple[AlleleRange, ...] | None = None
    testable_only: bool = False

    @property
    def is_whole(self) -> bool:
        """Tell whether no gene, region, list or span bounds the alleles."""
        is_listed = self.variants is not None or self.signed is not None
        return not (self.gene_id or self.gene_ids or self.region or is_listed or self.span)

    @property
    def has_classes(self) -> pl.Expr:
        """The condition on consequence_class and clinvar_class, of which null is "none"."""
        asked = {
            "consequence_class": self.consequence_classes, "clinvar_class": self.clinvar_classes
        }  # fmt: skip
        conditions = (
            pl.col(column).fill_null("none").is_in(classes)
            for column, classes in asked.items()
            if classes
        )
        return pl.all_horizontal(pl.lit(True), *conditions)


def filtered_range(store: Store, filters: Filters) -> AlleleRange:
    """Return the first and the last allele of `filtered_ranges`; EMPTY if there are none.

    Raises QueryError if the release knows no gene of that id.
    """
    ranges = filtered_ranges(store, filters)
    return (ranges[0][0], ranges[-1][1]) if ranges else allele_ranges.EMPTY


def filtered_ranges(store: Store, filters: Filters) -> tuple[AlleleRange, ...]:
    """Return the alleles within all that bounds them, in order; no two ranges touch.

    Raises QueryError if the release knows no gene of gene_id.
    """
    regions = [filters.region] if filters.region else []
    if filters.gene_id is not None:
        regions.append(_place(store, filters.gene_id))
    first, last = allele_ranges.allele_range(store, regions)
    if filters.span is not None:
        first, last = max(first, filters.span[0]), min(last, filters.span[1])
    ranges = merged([(first, last)])
    if filters.gene_ids:
        of_genes = allele_ranges.gene_ranges(store, filters.gene_ids)
        genes = of_genes.select("first_allele", "last_allele").iter_rows()
        ranges = in_both(ranges, merged(genes))
    for listed in (filters.variants, filters.signed):
        if listed is not None:
            ranges = in_both(ranges, listed)
    return ranges


def merged(ranges: Iterable[AlleleRange]) -> tuple[AlleleRange, ...]:
    """Return ranges in order, those that overlap or touch made one, empty ones left out.

    >>> merged([(5, 9), (0, 2), (3, 3), (8, 12), (20, 19)])
    ((0, 3), (5, 12))
    """
    kept: list[AlleleRange] = []
    for first, last in sorted(ranges):
        if last < first:
            continue
        if kept and first <= kept[-1][1] + 1:
            kept[-1] = (kept[-1][0], max(kept[-1][1], last))
        else:
            kept.append((first, last))
    return tuple(kept)


def n_alleles(ranges: Iterable[AlleleRange]) -> int:
    """Return how many alleles lie in ranges of which no two overlap.

    >>> n_alleles([(0, 3), (7, 7)])
    5
    """
    return sum(last - first + 1 for first, last in ranges)


def in_both(
    ranges: tuple[AlleleRange, ...], others: tuple[AlleleRange, ...]
) -> tuple[AlleleRange, ...]:
    """Return what lies in two sets of ranges, each in order and without two that touch.

    >>> in_both(((0, 5), (8, 20)), ((3, 9), (11, 11), (30, 40)))
    ((3, 5), (8, 9), (11, 11))
    """
    kept: list[AlleleRange] = []
    waiting = iter(others)
    other = next(waiting, None)
    for first, last in ranges:
        while other is not None and other[0] <= last:
            if first <= other[1]:
                kept.append((max(first, other[0]), min(last, other[1])))
            if other[1] > last:
                break
            other = next(waiting, None)
    return tuple(kept)


def outside(
    ranges: tuple[AlleleRange, ...], others: tuple[AlleleRange, ...]
) -> tuple[AlleleRange, ...]:
    """Return what of some ranges lies in none of the others, both as `in_both` has them.

    >>> outside(((0, 5), (8, 20)), ((3, 9), (11, 11), (30, 40)))
    ((0, 2), (10, 10), (12, 20))
    """
    ends = [first for first, _ in others], [last for _, last in others]
    gaps = zip([0, *(last + 1 for last in ends[1])], [*ends[0], None], strict=True)
    last_of_all = ranges[-1][1] if ranges else -1
    free = [(start, last_of_all if stop is None else stop - 1) for start, stop in gaps]
    return in_both(ranges, merged(free))


def comparison_parameters(
    store: Store, a: Population, b: Population, filters: Filters
) -> dict[str, Any]:
    """Return what every query over the alleles compared takes.

    Raises QueryError for a population that is not shown, an unknown sample set or gene.
    """
    if filters.sample_set not in SAMPLE_SETS:
        raise QueryError(
            f"Expected a sample set of {', '.join(SAMPLE_SETS)}, got {filters.sample_set!r}."
        )
    for population in (a, b):
        if not population.is_selectable:
            raise QueryError(f"{population.long_label} cannot be chosen: {population.reason}.")
    asked = {
        "a_call_sets": list(a.call_set_ids),
        "a_grouping": a.grouping,
        "a_group": a.group_id,
        "b_call_sets": list(b.call_set_ids),
        "b_grouping": b.grouping,
        "b_group": b.group_id,
        "sample_set": filters.sample_set,
        **_bounds(store, filters),
        "least_an": filters.min_an,
        "af_min": filters.af_min,
        "af_max": filters.af_max,
        "variant_types": list(filters.variant_types),
        "filter_pass_only": filters.filter_pass_only,
        "leave_out_indels": leaves_out_indels(store, filters, (a, b)),
        "consequence_classes": list(filters.consequence_classes),
        "clinvar_classes": list(filters.clinvar_classes),
    }
    return {"asked": asked}


def _bounds(store: Store, filters: Filters) -> dict[str, Any]:
    """Return the first and the last allele, and the ranges between them if not all are meant."""
    if filters.is_whole:
        return {"first_allele": None, "last_allele": None, "range_starts": [], "range_ends": []}
    ranges = filtered_ranges(store, filters)
    first, last = (ranges[0][0], ranges[-1][1]) if ranges else allele_ranges.EMPTY
    several = ranges if len(ranges) > 1 else ()
    return {
        "first_allele": first,
        "last_allele": last,
        "range_starts": [start for start, _ in several],
        "range_ends": [end for _, end in several],
    }


def _place(store: Store, gene_id: str) -> Region:
    genes = store.query("gene_by_id", gene_id=gene_id)
    if genes.is_empty():
        raise QueryError(f"The release has no gene {gene_id!r}. Search for it first.")
    gene = genes.row(0, named=True)
    return Region(gene["contig"], gene["start_pos"], gene["end_pos"])


def leaves_out_indels(store: Store, filters: Filters, populations: Sequence[Population]) -> bool:
    """Tell whether a comparison leaves out indels, since one may be written as two alleles.

    So it is between several call sets that are not all left-aligned, unless the filters keep them.
    """
    if filters.unaligned_indels:
        return False
    involved = {name for population in populations for name in population.call_set_ids}
    call_sets = store.query("call_sets").filter(pl.col("call_set_id").is_in(sorted(involved)))
    return len(involved) > 1 and not call_sets["is_left_aligned"].all()
