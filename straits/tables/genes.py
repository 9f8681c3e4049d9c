"""Genes, their transcripts, and their alleles that have names."""

from straits.tables.table import FLAG, INT, LONG, REAL, TEXT, Table, schema

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
    Table(
        "named_alleles",
        "named allele of a pharmacogene, whether the release has it or not, in order",
        ("gene_symbol", "allele"),
        schema(
            gene_symbol=TEXT,
            allele=TEXT,  # as in *2; the reference of its gene too
            function_class=TEXT,  # no_function, decreased, normal, increased, other or unknown
            function=TEXT,  # in the words of those who assigned it
            activity_score=REAL,  # null where none is assigned
            n_changes=INT,  # that define it; 0 for a reference, or where it is structural
            is_structural=FLAG,  # a deletion, duplication or hybrid of the gene
            sort_order=INT,
            source=TEXT,
        ),
    ),
    Table(
        "named_allele_changes",
        "named allele and change that it needs, in the build of the study",
        ("gene_symbol", "allele", "contig", "pos", "ref", "alt"),
        schema(
            gene_symbol=TEXT,
            allele=TEXT,
            contig=TEXT,
            pos=INT,
            ref=TEXT,
            alt=TEXT,
            effect=TEXT,  # established, such as "splicing defect"; null where nobody says
            allele_index=LONG,  # null where the release does not have it
        ),
    ),
)
