-- One row per group that is part of a group of another grouping.
--
-- needs: aggregates
-- columns:
--   grouping identity
--   group_id identity
--   parent identity
--   parent_group identity
select
    study_groups.grouping,
    study_groups.group_id,
    groupings.parent,
    study_groups.parent_group
from staging.groups as study_groups
inner join staging.groupings as groupings
    on study_groups.grouping = groupings.grouping
where
    groupings.parent is not null
    and study_groups.parent_group is not null
