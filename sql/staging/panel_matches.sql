-- One row per external panel and group of the study that it is matched with, by ancestry.
--
-- source: aggregates/panel_matches.parquet
-- needs: aggregates
select
    call_set_id,
    panel_grouping,
    panel_group_id,
    grouping,
    group_id
from read_parquet(aggregates_folder() || '/panel_matches.parquet')
