-- One row per call set and interval, both ends included.
--
-- Where a missing record means that the reference was seen. Both ends belong to the interval.
--
-- source: aggregates/callable_regions.parquet
-- needs: aggregates
select
    call_set_id,
    contig,
    start_pos,
    end_pos
from read_parquet(aggregates_folder() || '/callable_regions.parquet')
