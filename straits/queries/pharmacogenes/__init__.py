"""Pharmacogenes by group: diplotypes, phenotypes and recommendations, certain and possible."""

from straits.queries.pharmacogenes.drug_names import (
    NOT_TOLD,
    drug_genes,
    drug_named,
    drugs_beginning,
    drugs_of,
    why_not_told,
)
from straits.queries.pharmacogenes.pharmacogene_answers import (
    BY,
    added_up,
    alleles,
    drugs,
    genes,
    grouping_asked,
    of_tools,
    phenotype_names,
    phenotypes,
    phenotypes_by_sex,
    positions,
    published,
    recommendations,
    require_gene,
    tables_of_tools,
    tool_genes,
)
from straits.queries.pharmacogenes.ranged_shares import contrast, difference

__all__ = [
    "BY", "NOT_TOLD", "drug_genes", "drug_named", "drugs_beginning", "drugs_of", "why_not_told",
    "added_up", "alleles", "contrast", "difference", "drugs", "genes", "grouping_asked",
    "of_tools", "phenotype_names", "phenotypes", "phenotypes_by_sex", "positions",
    "published", "recommendations", "require_gene",
    "tables_of_tools", "tool_genes",
]  # fmt: skip
