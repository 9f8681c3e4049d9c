"""Diplotypes of pharmacogenes: who can have which, what follows from it, and how many of a group.

A count is certain of people of whom all that their calls allow agrees, and possible of those of
whom any of it does.
"""

import pyarrow as pa

from straits.tables.table import FLAG, INT, LONG, REAL, TEXT, Table, schema

# Of the people of a call set and group who share sex and is_unrelated.
_LEAF = ("call_set_id", "grouping", "group_id", "sex", "is_unrelated")
_LEAF_SCHEMA = {
    "call_set_id": TEXT, "grouping": TEXT, "group_id": TEXT, "sex": TEXT, "is_unrelated": FLAG,
}  # fmt: skip


def _by_leaf(**columns: pa.DataType) -> pa.Schema:
    return schema(**_LEAF_SCHEMA, **columns)


TABLES = (
    Table(
        "pgx_genes",
        "pharmacogene whose diplotypes are called, in order",
        ("gene_symbol",),
        schema(
            gene_symbol=TEXT,
            n_alleles=INT,  # that are looked for
            n_positions=INT,  # changes that define them
            left_out=TEXT,  # alleles that are not looked for, and why; null for none
            source=TEXT,
            sort_order=INT,
        ),
    ),
    Table(
        "pgx_phenotype_classes",
        "pharmacogene and phenotype that it can have, in order",
        ("gene_symbol", "phenotype"),
        schema(
            gene_symbol=TEXT,
            phenotype=TEXT,
            priority=TEXT,  # "abnormal" or "routine" in health records; null where neither is said
            is_standard=FLAG,  # that with which recommendations are compared
            sort_order=INT,
        ),
    ),
    Table(
        "pgx_drugs",
        "drug and pharmacogene of a pair of CPIC of level A or B",
        ("drug", "gene_symbol"),
        schema(
            drug=TEXT,
            gene_symbol=TEXT,
            level=TEXT,
            status=TEXT,
            guideline=TEXT,
            pmids=TEXT,
            basis=TEXT,  # what tells that one differs: "words", "priority", or null for nothing
        ),
    ),
    Table(
        "pgx_recommendations",
        "drug, pharmacogene and phenotype",
        ("drug", "gene_symbol", "phenotype"),
        schema(
            drug=TEXT,
            gene_symbol=TEXT,
            phenotype=TEXT,
            differs=FLAG,  # from that of the gene's standard phenotype
            recommendation=TEXT,
        ),
    ),
    Table(
        "pgx_published_frequencies",
        "pharmacogene, allele and population that CPIC publishes a frequency of",
        ("gene_symbol", "allele", "population"),
        schema(gene_symbol=TEXT, allele=TEXT, population=TEXT, frequency=REAL),
        may_be_missing=True,
    ),
    Table(
        "pgx_positions",
        "call set and change that defines an allele of a pharmacogene, or that one may have",
        ("call_set_id", "gene_symbol", "pos", "ref", "alt"),
        schema(
            call_set_id=TEXT,
            gene_symbol=TEXT,
            contig=TEXT,
            pos=INT,
            ref=TEXT,
            alt=TEXT,
            alleles=TEXT,  # that need it
            # observed, at_position or callable; filter_failed, not_callable or not_in_call_set
            state=TEXT,
            n_people=INT,  # who are counted and have the gene
            n_unknown=INT,  # of whom it is not known whether they have the change
            allele_index=LONG,  # null where the release does not have it
        ),
    ),
    Table(
        "pgx_gene_counts",
        "leaf and pharmacogene",
        (*_LEAF, "gene_symbol"),
        _by_leaf(
            gene_symbol=TEXT,
            n_people=INT,
            n_covered=INT,  # of whom any defining position is known
            n_chromosomes=INT,  # of these
            n_one_diplotype=INT,
            n_one_phenotype=INT,  # several diplotypes that agree in it
            n_several=INT,  # phenotypes
            n_not_named=INT,
        ),
    ),
    Table(
        "pgx_phenotype_counts",
        "leaf, pharmacogene and phenotype that somebody may have",
        (*_LEAF, "gene_symbol", "phenotype"),
        _by_leaf(gene_symbol=TEXT, phenotype=TEXT, n_certain=INT, n_possible=INT),
    ),
    Table(
        "pgx_allele_counts",
        "leaf, pharmacogene and allele that somebody may have",
        (*_LEAF, "gene_symbol", "allele"),
        _by_leaf(
            gene_symbol=TEXT, allele=TEXT, n_certain=INT, n_possible=INT,  # chromosomes
            n_carriers_certain=INT, n_carriers_possible=INT,  # people
        ),
    ),
    Table(
        "pgx_drug_counts",
        "leaf and drug, or * for any drug of level A",
        (*_LEAF, "drug"),
        _by_leaf(
            drug=TEXT,
            n_covered=INT,  # people of whom a gene of the drug is covered
            n_certain=INT,  # whose recommendation differs by some gene, whatever they have
            n_possible=INT,
        ),
    ),
    Table(
        "pgx_tool_counts",
        "leaf, tool, gene and phenotype, or diplotype, that the tool says of somebody",
        (*_LEAF, "tool", "gene_symbol", "phenotype"),
        _by_leaf(tool=TEXT, gene_symbol=TEXT, phenotype=TEXT, n_people=INT),
        may_be_missing=True,
    ),
    Table(
        "pgx_tools",
        "site and tool whose table of pharmacogenes the study names",
        ("site_id", "tool"),
        schema(
            site_id=TEXT,
            tool=TEXT,
            n_people=LONG,  # of the sample sheet, of whom it says something
            n_unknown=LONG,  # whom the sample sheet does not have
        ),
        may_be_missing=True,
    ),
    Table(
        "pgx_calls",
        "call set, sample and pharmacogene",
        ("call_set_id", "sample_index", "gene_symbol"),
        schema(
            call_set_id=TEXT,
            sample_index=INT,
            gene_symbol=TEXT,
            set_id=INT,  # of pgx_sets; 0 where no position is known, which has no rows there
            n_unknown=INT,  # defining changes of which nothing is known
        ),
        folder="rows",
    ),
    Table(
        "pgx_sets",
        "pharmacogene, set of diplotypes that calls allow, and diplotype",
        ("gene_symbol", "set_id", "allele_1", "allele_2"),
        schema(
            gene_symbol=TEXT,
            set_id=INT,
            allele_1=TEXT,
            allele_2=TEXT,  # null for who has one copy; "not named" of a chromosome without a name
            phenotype=TEXT,
        ),
        folder="rows",
    ),
)  # fmt: skip
