"""What alleles do to genes, as annotators say, and what ClinVar knows of them."""

from straits.tables.table import DATE, FLAG, INT, LONG, TEXT, Table, schema

TABLES = (
    Table(
        "consequences",
        "allele and transcript, as an annotator of the VCF files says; in order of allele",
        ("allele_index", "gene_id", "transcript_id"),
        schema(
            allele_index=LONG,
            gene_id=TEXT,
            gene_symbol=TEXT,
            transcript_id=TEXT,  # null where the annotator names the gene alone
            biotype=TEXT,
            consequence=TEXT,  # the most severe term, as Ensembl orders them
            consequence_class=TEXT,
            terms=TEXT,  # all of them, joined by &
            impact=TEXT,
            hgvs_c=TEXT,
            hgvs_p=TEXT,
            exon=TEXT,
            protein_pos=INT,
            domains=TEXT,  # of the protein where the allele lies, joined by "; "
            is_mane_select=FLAG,
            is_canonical=FLAG,
            source=TEXT,
            n_call_sets=INT,  # that say so
            is_disputed=FLAG,  # another call set's annotation has another consequence
        ),
    ),
    Table(
        "described_transcripts",
        "contig, gene and transcript on which an annotator describes alleles, as hgvs_c or hgvs_p",
        ("contig", "gene_id", "transcript_id"),
        # The first and the last of those alleles.
        schema(contig=TEXT, gene_id=TEXT, transcript_id=TEXT, first_allele=LONG, last_allele=LONG),
    ),
    Table(
        "allele_consequences",
        "allele and gene that an annotator names or that holds it; in order of allele",
        ("allele_index", "gene_id"),
        schema(
            allele_index=LONG,
            gene_id=TEXT,
            gene_symbol=TEXT,
            consequence=TEXT,  # on the transcript below; null where nobody annotated it
            consequence_class=TEXT,
            worst_consequence=TEXT,  # on any transcript of the gene
            transcript_id=TEXT,  # MANE Select, else canonical, else the one most severely hit
            is_mane_select=FLAG,
            impact=TEXT,
            hgvs_c=TEXT,
            hgvs_p=TEXT,
            exon=TEXT,
            protein_pos=INT,
            domains=TEXT,  # of the protein where the allele lies, joined by "; "
            n_transcripts=INT,
            location_class=TEXT,  # from the gene models alone; null where they do not say
            source=TEXT,
        ),
    ),
    Table(
        "allele_annotations",
        "allele over all call sets, in the order of `alleles`",
        ("allele_index",),
        schema(
            allele_index=LONG,
            gene_id=TEXT,  # the gene with the most severe consequence
            gene_symbol=TEXT,
            consequence=TEXT,
            consequence_class=TEXT,  # "none" where nobody annotated it
            location_class=TEXT,
            clinvar_class=TEXT,  # null where ClinVar, as read, does not have it
            clinvar_stars=INT,
        ),
    ),
    Table(
        "clinvar",
        "allele and record of ClinVar",
        ("allele_index", "clinvar_id"),
        schema(
            allele_index=LONG,
            clinvar_id=LONG,  # the variation id
            significance=TEXT,
            clinvar_class=TEXT,
            conflict=TEXT,  # how many submitters say what, where they disagree
            review_status=TEXT,
            stars=INT,
            conditions=TEXT,  # joined by "; "
            source=TEXT,
            source_date=DATE,
        ),
    ),
)
