"""Genes: their models, their alleles, and who carries them."""

from straits.queries.gene.class_carriers import WITHHELD, carriers_in_gene
from straits.queries.gene.gene_models import (
    Gene,
    callable_regions,
    exons,
    gene,
    gene_frequencies,
    gene_search,
    genes_with_alleles,
    named_outside_gene,
    nearest_genes_with_data,
    transcripts,
)
from straits.queries.gene.gene_summary import (
    Branch,
    Cumulative,
    GeneFst,
    branch,
    class_counts,
    cumulative,
    gene_fst,
    of_compared,
)

__all__ = [
    "Branch", "Cumulative", "Gene", "GeneFst", "WITHHELD", "branch", "callable_regions",
    "carriers_in_gene", "class_counts", "cumulative", "exons", "gene", "gene_frequencies",
    "gene_fst", "gene_search", "genes_with_alleles", "named_outside_gene",
    "nearest_genes_with_data", "of_compared", "transcripts",
]  # fmt: skip
