-- One row per allele, gene and transcript: what an annotator says the allele does to it.
--
-- consequence is the most severe of its terms, as Ensembl orders them; transcript_id is null where
-- the annotator names the gene alone. is_disputed: another call set's annotation says otherwise.
--
-- source: aggregates/consequences.parquet
-- needs: aggregates
select
    allele_index,
    gene_id,
    gene_symbol,
    transcript_id,
    biotype,
    consequence,
    consequence_class,
    terms,
    impact,
    hgvs_c,
    hgvs_p,
    exon,
    protein_pos,
    domains,
    is_mane_select,
    is_canonical,
    source,
    n_call_sets,
    is_disputed
from read_parquet(aggregates_folder() || '/consequences.parquet')
