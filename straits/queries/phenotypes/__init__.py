"""Phenotypes by group, and where they come from."""

from straits.queries.phenotypes.genotype_phenotypes import KINDS, ByGenotype, by_genotype
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
    phenotype_sources,
    phenotype_standardised,
    phenotype_years,
    phenotypes,
    prevalence,
    quantile_of_bins,
    set_aside_counts,
    standard_strata,
    unasked_codes,
)

__all__ = [
    "ByGenotype", "KINDS", "by_genotype", "category_shares", "phenotype_as_sent", "phenotype_bins",
    "phenotype_cohorts", "phenotype_counts", "phenotype_groupings", "phenotype_numbers",
    "phenotype_sent_bins", "phenotype_sites", "phenotype_sources", "phenotype_standardised",
    "phenotype_years", "phenotypes", "prevalence", "quantile_of_bins", "set_aside_counts",
    "standard_strata", "unasked_codes",
]  # fmt: skip
