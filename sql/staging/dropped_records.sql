-- One row per record or allele that ingest left out.
--
-- source: aggregates/dropped_records.parquet
-- needs: aggregates
select
    call_set_id,
    source_file,
    contig,
    pos,
    ref,
    alt,
    reason,
    detail
from read_parquet(aggregates_folder() || '/dropped_records.parquet')
