-- One row per person and sample set: the group they name, and the one their genotypes say.
--
-- Of the study's first self-reported and first inferred grouping; nobody where there is not both.
-- usual_group is the inferred group of most people who name the same group, over all sites.
--
-- needs: rows
with named as (
    select
        arg_min(grouping, sort_order) filter (where not is_inferred and grouping <> 'everyone')
            as reported_grouping,
        arg_min(grouping, sort_order) filter (where is_inferred) as inferred_grouping
    from staging.groupings
),

people as (
    select
        people_in_groups.site_id,
        people_in_groups.call_set_id,
        people_in_groups.sample_index,
        people_in_groups.sample_set,
        named.reported_grouping,
        named.inferred_grouping,
        people_in_groups.group_id as reported_group,
        inferred.group_id as inferred_group
    from people_in_groups
    inner join named
        on people_in_groups.grouping = named.reported_grouping
    left join staging.sample_groups as inferred
        on
            people_in_groups.call_set_id = inferred.call_set_id
            and people_in_groups.sample_index = inferred.sample_index
            and named.inferred_grouping = inferred.grouping
    where named.inferred_grouping is not null
)

select
    site_id,
    call_set_id,
    sample_index,
    sample_set,
    reported_grouping,
    inferred_grouping,
    reported_group,
    inferred_group,
    mode(inferred_group) over (partition by sample_set, reported_group) as usual_group
from people
