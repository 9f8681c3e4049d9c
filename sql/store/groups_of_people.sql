-- One row per grouping and group, without those of external panels, which have no people.
--
-- needs: aggregates
select
    grouping,
    group_id
from staging.groups
where
    grouping != 'everyone'
    and grouping not in (
        select sizes.grouping
        from staging.group_sizes as sizes
        inner join staging.call_sets as call_sets on sizes.call_set_id = call_sets.call_set_id
        where call_sets.is_aggregate_only
    )
