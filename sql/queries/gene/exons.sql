-- One row per exon of a transcript, numbered along the strand.
--
-- needs: aggregates
-- parameters:
--   transcript_id text
-- columns:
--   transcript_id identity
--   exon_number identity
--   start_pos identity
--   end_pos identity
select
    transcript_id,
    exon_number,
    start_pos,
    end_pos
from staging.exons
where transcript_id = $transcript_id
order by exon_number
