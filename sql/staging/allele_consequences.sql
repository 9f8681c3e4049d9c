-- One row per allele and gene that an annotator names or that holds it.
--
-- consequence is that of one transcript: MANE Select, else the canonical one, else a coding one,
-- else the one hit most severely. It is null where nobody annotated the allele; location_class is
-- from gene models alone.
--
-- source: aggregates/allele_consequences.parquet
-- needs: aggregates
select
    allele_index,
    gene_id,
    gene_symbol,
    consequence,
    consequence_class,
    worst_consequence,
    transcript_id,
    is_mane_select,
    impact,
    hgvs_c,
    hgvs_p,
    exon,
    protein_pos,
    domains,
    n_transcripts,
    location_class,
    source
from read_parquet(aggregates_folder() || '/allele_consequences.parquet')
