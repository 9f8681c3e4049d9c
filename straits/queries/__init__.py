"""One typed function per question that a page, the command line or an analyst asks of a store.

Every function takes a Store first and returns a Polars frame or a small frozen dataclass. Counts
that the study's profile withholds are null, and the column `state` says "withheld" there.
"""

from straits.queries.allele.allele_annotations import (
    clinvar,
    clinvar_sources,
    consequences,
    genes_hit,
)
from straits.queries.allele.allele_filters import CONSEQUENCE_CLASSES, Filters
from straits.queries.allele.variant_answers import (
    Variant,
    neighbours,
    variant,
    variant_frequencies,
    variant_records,
)
from straits.queries.comparison.families import Family
from straits.queries.comparison.ranked_differences import (
    ORDERS,
    DifferenceTotals,
    allele_differences,
    difference_totals,
    family_of_tests,
    frequency_density,
)
from straits.queries.frequencies.frequency_rows import frequencies_and_parts
from straits.queries.gene.gene_models import (
    Gene,
    exons,
    gene,
    gene_frequencies,
    gene_search,
    nearest_genes_with_data,
    transcripts,
)
from straits.queries.groups.populations_shown import (
    Population,
    default_pair,
    population,
    populations,
    selectable_populations,
)
from straits.queries.phenotypes.harmonisation import (
    phenotype_sources,
    set_aside_counts,
    unasked_codes,
)
from straits.queries.phenotypes.phenotype_answers import (
    category_shares,
    phenotype_as_sent,
    phenotype_bins,
    phenotype_cohorts,
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
from straits.queries.search.resolution import Resolution, search
from straits.queries.study.study_facts import (
    StudyTotals,
    call_sets,
    default_sample_set,
    drop_counts,
    group_sizes,
    panel_matches,
    panels,
    sites,
    study_totals,
    variant_counts,
)
from straits.queries.study.study_people import (
    SharedAxes,
    age_pyramid,
    group_agreement,
    pca_bins,
    pca_points,
    sample_metric_bins,
    shared_axes,
)

__all__ = [
    "CONSEQUENCE_CLASSES",
    "ORDERS",
    "DifferenceTotals",
    "Family",
    "Filters",
    "Gene",
    "Population",
    "Resolution",
    "SharedAxes",
    "StudyTotals",
    "Variant",
    "age_pyramid",
    "allele_differences",
    "call_sets",
    "category_shares",
    "clinvar",
    "clinvar_sources",
    "consequences",
    "default_pair",
    "default_sample_set",
    "difference_totals",
    "drop_counts",
    "exons",
    "family_of_tests",
    "frequencies_and_parts",
    "frequency_density",
    "gene",
    "gene_frequencies",
    "gene_search",
    "genes_hit",
    "group_agreement",
    "group_sizes",
    "nearest_genes_with_data",
    "neighbours",
    "panel_matches",
    "panels",
    "pca_bins",
    "pca_points",
    "phenotype_as_sent",
    "phenotype_bins",
    "phenotype_cohorts",
    "phenotype_counts",
    "phenotype_groupings",
    "phenotype_numbers",
    "phenotype_sent_bins",
    "phenotype_sites",
    "phenotype_sources",
    "phenotype_standardised",
    "phenotype_years",
    "phenotypes",
    "population",
    "populations",
    "prevalence",
    "sample_metric_bins",
    "search",
    "selectable_populations",
    "set_aside_counts",
    "shared_axes",
    "sites",
    "study_totals",
    "transcripts",
    "unasked_codes",
    "variant",
    "variant_counts",
    "variant_frequencies",
    "variant_records",
]
