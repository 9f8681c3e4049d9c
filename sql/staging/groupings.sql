-- One row per grouping.
--
-- source: aggregates/groupings.parquet
-- needs: aggregates
select
    grouping,
    label,
    is_inferred,
    parent,
    sort_order
from read_parquet(aggregates_folder() || '/groupings.parquet')
