-- One row per call set, grouping, group and sex.
--
-- A person in two call sets is counted in the preferred one. The grouping everyone is among them.
--
-- source: aggregates/group_sizes.parquet
-- needs: aggregates
select
    call_set_id,
    grouping,
    group_id,
    sex,
    n_people,
    n_unrelated
from read_parquet(aggregates_folder() || '/group_sizes.parquet')
