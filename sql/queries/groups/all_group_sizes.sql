-- One row per call set, grouping, group and sex: for the profile alone, before anything is shown.
--
-- needs: aggregates
-- columns:
--   call_set_id identity
--   grouping identity
--   group_id identity
--   sex identity
--   n_people count_people
--   n_unrelated count_people
select
    call_set_id,
    grouping,
    group_id,
    sex,
    n_people,
    n_unrelated
from staging.group_sizes
