-- One row per grouping and group that GroupMax leaves out.
--
-- source: aggregates/group_max_exclusions.parquet
-- needs: aggregates
select
    grouping,
    group_id
from read_parquet(aggregates_folder() || '/group_max_exclusions.parquet')
