"""Single alleles: what is known of each, and its counts."""

from straits.queries.allele.allele_annotations import (
    clinvar,
    clinvar_sources,
    consequences,
    genes_hit,
    known_in_gene,
    named_alleles,
    named_genes,
)
from straits.queries.allele.allele_filters import (
    CLINVAR_CLASSES,
    CONSEQUENCE_CLASSES,
    VARIANT_TYPES,
    Filters,
    comparison_parameters,
    filtered_range,
    n_alleles,
)
from straits.queries.allele.allele_ranges import alleles_in
from straits.queries.allele.contrast import ALPHA, POWER, Contrast, contrast
from straits.queries.allele.interval_methods import with_interval_methods
from straits.queries.allele.linked import (
    DISTANCE,
    LEAST_AF,
    Linked,
    co_occurrence,
    linkage_map,
    linked_in_pair,
)
from straits.queries.allele.variant_answers import (
    Variant,
    neighbours,
    variant,
    variant_frequencies,
    variant_records,
)
from straits.queries.allele.variant_statistics import (
    JOINT_X,
    GroupMax,
    Omnibus,
    between_call_sets,
    by_country,
    genotypes,
    group_max,
    omnibus,
    outside_group_max,
    pooled_groups,
)

__all__ = [
    "ALPHA", "CLINVAR_CLASSES", "CONSEQUENCE_CLASSES", "Contrast", "DISTANCE", "Filters",
    "GroupMax", "JOINT_X", "LEAST_AF", "Linked", "Omnibus", "POWER", "VARIANT_TYPES", "Variant",
    "alleles_in", "between_call_sets", "by_country", "clinvar", "clinvar_sources", "co_occurrence",
    "comparison_parameters", "consequences", "contrast", "filtered_range", "genes_hit", "genotypes",
    "group_max", "known_in_gene", "linkage_map", "linked_in_pair", "n_alleles", "named_alleles",
    "named_genes", "neighbours", "omnibus", "outside_group_max", "pooled_groups", "variant",
    "variant_frequencies", "variant_records", "with_interval_methods",
]  # fmt: skip
