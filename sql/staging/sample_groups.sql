-- One row per call set, sample and grouping that has the sample in a group.
--
-- Everybody is in the group everyone of the grouping everyone.
--
-- source: rows/sample_groups.parquet
-- needs: rows
select
    call_set_id,
    sample_index,
    grouping,
    group_id
from read_parquet(rows_folder() || '/sample_groups.parquet')
