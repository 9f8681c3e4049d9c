-- One row per transcript.
--
-- source: aggregates/transcripts.parquet
-- needs: aggregates
select
    transcript_id,
    gene_id,
    refseq_id,
    is_canonical,
    is_mane_select,
    contig,
    start_pos,
    end_pos,
    strand,
    cds_start_pos,
    cds_end_pos
from read_parquet(aggregates_folder() || '/transcripts.parquet')
