-- One row per call set, sample and grouping that has the sample in a group.
--
-- Everybody is in the group everyone of the grouping everyone.
--
-- A cohort that a query names stands beside the groups, as the one group of a grouping of its own:
-- cohorts overlap. The store finds its people for that query alone.
--
-- source: rows/sample_groups.parquet
-- needs: rows
select
    call_set_id,
    sample_index,
    grouping,
    group_id
from read_parquet(rows_folder() || '/sample_groups.parquet')
union all
select
    call_set_id,
    sample_index,
    grouping,
    group_id
from cohort_members
