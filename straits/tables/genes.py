"""Genes and their transcripts."""

from straits.tables.table import FLAG, INT, TEXT, Table, schema

TABLES = (
    Table(
        "genes",
        "gene",
        ("gene_id",),
        schema(
            gene_id=TEXT,
            gene_symbol=TEXT,
            name=TEXT,
            biotype=TEXT,
            contig=TEXT,
            start_pos=INT,
            end_pos=INT,
            strand=TEXT,
            n_alleles=INT,  # alleles of this release within the gene
            source=TEXT,
        ),
    ),
    Table(
        "gene_aliases",
        "alias and gene",
        ("alias", "gene_id"),
        schema(alias=TEXT, gene_id=TEXT),
    ),
    Table(
        "transcripts",
        "transcript",
        ("transcript_id",),
        schema(
            transcript_id=TEXT,
            gene_id=TEXT,
            refseq_id=TEXT,
            is_canonical=FLAG,
            is_mane_select=FLAG,
            contig=TEXT,
            start_pos=INT,
            end_pos=INT,
            strand=TEXT,
            cds_start_pos=INT,
            cds_end_pos=INT,
        ),
    ),
    Table(
        "exons",
        "transcript and exon, numbered along the strand",
        ("transcript_id", "exon_number"),
        schema(transcript_id=TEXT, exon_number=INT, start_pos=INT, end_pos=INT),
    ),
)
