"""What alleles do to genes, as annotators say, and what ClinVar knows of them."""

import polars as pl

from straits.queries.allele.allele_filters import Filters, filtered_range
from straits.queries.allele.allele_ranges import AlleleRange
from straits.queries.allele.variant_answers import allele_index
from straits.queries.question import Question
from straits.store import Store


def consequences(store: Store, variant_id: str) -> pl.DataFrame:
    """Return one row per gene and transcript that an annotator names, MANE Select first.

    Columns: those of sql/queries/allele/consequences_of_allele.sql. Empty where no file of the
    study annotates the allele. Raises QueryError for an unknown allele.
    """
    return store.query("consequences_of_allele", allele_index=allele_index(store, variant_id))


def genes_hit(store: Store, variant_id: str) -> pl.DataFrame:
    """Return one row per gene that an annotator names or that holds the allele.

    Columns: those of sql/queries/allele/genes_of_allele.sql. Raises QueryError for an unknown
    allele.
    """
    return store.query("genes_of_allele", allele_index=allele_index(store, variant_id))


def clinvar(store: Store, variant_id: str) -> pl.DataFrame:
    """Return one row per record of ClinVar about an allele, the best reviewed first.

    Columns: those of sql/queries/allele/clinvar_of_allele.sql. Empty where the table that was read
    does not have the allele. Raises QueryError for an unknown allele.
    """
    return store.query("clinvar_of_allele", allele_index=allele_index(store, variant_id))


clinvar_sources = Question("clinvar_sources")
named_genes = Question("genes_with_named_alleles")


def named_alleles(store: Store, variant_id: str) -> pl.DataFrame:
    """Return one row per named allele, such as CYP2C19*2, that needs an allele.

    Columns: those of sql/queries/allele/named_alleles_of_allele.sql. Empty where no allele table
    of the release names it. Raises QueryError for an unknown allele.
    """
    return store.query("named_alleles_of_allele", allele_index=allele_index(store, variant_id))


def annotate(store: Store, alleles: pl.DataFrame) -> pl.DataFrame:
    """Add consequence, consequence_class, location_class, clinvar_class and clinvar_stars.

    alleles
        Has allele_index.

    The consequence is that of the gene most severely hit: null, with the class "none", where
    nobody annotated the allele.
    """
    return alleles.hstack(store.alleles.annotations(alleles["allele_index"].to_list()))


def in_gene(store: Store, gene_id: str, span: AlleleRange) -> pl.DataFrame:
    """Return one row per allele of a range: what it does to one gene, and ClinVar's verdict.

    Columns: those of sql/queries/gene/annotations_in_gene.sql.
    """
    return store.query(
        "annotations_in_gene", gene_id=gene_id, first_allele=span[0], last_allele=span[1]
    )


def known_in_gene(store: Store, gene_id: str) -> pl.DataFrame:
    """Return `in_gene` of all alleles within a gene: what is predicted and known of them."""
    return in_gene(store, gene_id, filtered_range(store, Filters(gene_id=gene_id)))
