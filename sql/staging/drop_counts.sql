-- One row per call set, kind of thing and reason.
--
-- is_noted: kept, but worth knowing.
--
-- source: aggregates/drop_counts.parquet
-- needs: aggregates
select
    call_set_id,
    kind,
    reason,
    n_dropped,
    is_noted
from read_parquet(aggregates_folder() || '/drop_counts.parquet')
