-- One row per grouping and group.
--
-- source: aggregates/groups.parquet
-- needs: aggregates
select
    grouping,
    group_id,
    label,
    colour,
    shape,
    parent_group,
    sort_order
from read_parquet(aggregates_folder() || '/groups.parquet')
