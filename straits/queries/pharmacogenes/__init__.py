"""Pharmacogenes by group: diplotypes, phenotypes and recommendations, certain and possible."""

from straits.queries.pharmacogenes.pharmacogene_answers import (
    BY,
    added_up,
    alleles,
    drugs,
    genes,
    grouping_asked,
    phenotype_names,
    phenotypes,
    positions,
    recommendations,
    require_gene,
)
from straits.queries.pharmacogenes.ranged_shares import contrast

__all__ = [
    "BY", "added_up", "alleles", "contrast", "drugs", "genes", "grouping_asked",
    "phenotype_names", "phenotypes", "positions", "recommendations", "require_gene",
]  # fmt: skip
