-- One row per transcript of that id, Ensembl's or RefSeq's, with its version or without.
--
-- needs: aggregates
-- parameters:
--   text text
-- columns:
--   transcript_id identity
--   refseq_id identity
--   gene_id identity
select
    transcript_id,
    refseq_id,
    gene_id
from staging.transcripts
where
    lower(split_part(transcript_id, '.', 1)) = lower(split_part($text, '.', 1))
    or lower(split_part(refseq_id, '.', 1)) = lower(split_part($text, '.', 1))
order by transcript_id
