"""One typed function per question that a page, the command line or an analyst asks of a store.

Every function takes a Store first and returns a Polars frame or a small frozen dataclass. Counts
that the study's profile withholds are null, and the column `state` says "withheld" there.
"""

from straits.queries.annotations import clinvar, consequences, genes_hit
from straits.queries.differences import (
    CLINVAR_CLASSES,
    CONSEQUENCE_CLASSES,
    ORDERS,
    DifferenceTotals,
    Filters,
    allele_differences,
    difference_totals,
    family_of_tests,
    frequency_density,
)
from straits.queries.families import Family
from straits.queries.frequencies import frequencies
from straits.queries.genes import (
    Gene,
    exons,
    gene,
    gene_frequencies,
    gene_search,
    nearest_genes_with_data,
    transcripts,
)
from straits.queries.phenotypes import (
    category_shares,
    phenotype_as_sent,
    phenotype_bins,
    phenotype_counts,
    phenotype_groupings,
    phenotype_numbers,
    phenotype_sent_bins,
    phenotype_sites,
    phenotype_standardised,
    phenotype_years,
    phenotypes,
    prevalence,
)
from straits.queries.populations import (
    Population,
    default_pair,
    population,
    populations,
    selectable_populations,
)
from straits.queries.resolution import Resolution, search
from straits.queries.study import (
    StudyTotals,
    call_sets,
    default_sample_set,
    drop_counts,
    group_sizes,
    sites,
    source_files,
    study_totals,
    variant_counts,
)
from straits.queries.variants import (
    Variant,
    neighbours,
    variant,
    variant_frequencies,
    variant_records,
)

__all__ = [
    "CLINVAR_CLASSES",
    "CONSEQUENCE_CLASSES",
    "ORDERS",
    "DifferenceTotals",
    "Family",
    "Filters",
    "Gene",
    "Population",
    "Resolution",
    "StudyTotals",
    "Variant",
    "allele_differences",
    "call_sets",
    "category_shares",
    "clinvar",
    "consequences",
    "default_pair",
    "default_sample_set",
    "difference_totals",
    "drop_counts",
    "exons",
    "family_of_tests",
    "frequencies",
    "frequency_density",
    "gene",
    "gene_frequencies",
    "gene_search",
    "genes_hit",
    "group_sizes",
    "nearest_genes_with_data",
    "neighbours",
    "phenotype_as_sent",
    "phenotype_bins",
    "phenotype_counts",
    "phenotype_groupings",
    "phenotype_numbers",
    "phenotype_sent_bins",
    "phenotype_sites",
    "phenotype_standardised",
    "phenotype_years",
    "phenotypes",
    "population",
    "populations",
    "prevalence",
    "search",
    "selectable_populations",
    "sites",
    "source_files",
    "study_totals",
    "transcripts",
    "variant",
    "variant_counts",
    "variant_frequencies",
    "variant_records",
]
