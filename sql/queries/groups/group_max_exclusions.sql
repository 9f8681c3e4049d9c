-- One row per grouping and group that GroupMax leaves out, as the study says.
--
-- needs: aggregates
-- columns:
--   grouping identity
--   group_id identity
select
    exclusions.grouping,
    exclusions.group_id
from staging.group_max_exclusions as exclusions
order by exclusions.grouping, exclusions.group_id
