-- One row per grouping and group, with its names, in the study's order; "everyone" comes last.
--
-- needs: aggregates
select
    study_groups.grouping,
    groupings.label as grouping_label,
    groupings.is_inferred,
    study_groups.group_id,
    study_groups.label as group_label,
    study_groups.colour,
    study_groups.shape,
    row_number() over (
        order by (study_groups.grouping = 'everyone'), groupings.sort_order, study_groups.sort_order
    ) as group_order
from staging.groups as study_groups
inner join staging.groupings as groupings
    on study_groups.grouping = groupings.grouping
