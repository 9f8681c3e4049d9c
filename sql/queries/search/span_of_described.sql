-- One row: the first and the last allele that an annotator describes on transcripts or genes.
--
-- Transcripts are named without version; of a gene every transcript counts. Both are null where
-- there is no such allele.
--
-- needs: aggregates
-- parameters:
--   transcripts texts
--   genes texts
-- columns:
--   first_allele identity
--   last_allele identity
select
    min(first_allele) as first_allele,
    max(last_allele) as last_allele
from staging.described_transcripts
where
    list_contains($transcripts::text[], split_part(transcript_id, '.', 1))
    or list_contains($genes::text[], gene_id)
