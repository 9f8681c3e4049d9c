-- One row per group of a partner: the bundle that brought it, and when its people were counted.
--
-- source: aggregates/bundle_groups.parquet
-- needs: aggregates
select
    call_set_id,
    grouping,
    group_id,
    bundle_id,
    partner_grouping,
    definition,
    counted_on
from read_parquet(aggregates_folder() || '/bundle_groups.parquet')
