-- One row per sample that is in a file or in the sheet but not in the call set.
--
-- source: rows/set_aside_samples.parquet
-- needs: rows
select
    call_set_id,
    sample_id,
    reason
from read_parquet(rows_folder() || '/set_aside_samples.parquet')
