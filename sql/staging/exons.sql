-- One row per transcript and exon, numbered along the strand.
--
-- source: aggregates/exons.parquet
-- needs: aggregates
select
    transcript_id,
    exon_number,
    start_pos,
    end_pos
from read_parquet(aggregates_folder() || '/exons.parquet')
