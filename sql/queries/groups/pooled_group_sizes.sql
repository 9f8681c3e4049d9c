-- One row per grouping and group with people in more than one call set: those that may be pooled.
--
-- The sum of the call sets that are shown, so that no cell follows from it by subtraction. Those of
-- external panels and partners are added up nowhere.
--
-- needs: aggregates
-- columns:
--   grouping identity
--   grouping_label text
--   is_inferred text
--   group_id identity
--   group_label text
--   colour text
--   shape text
--   sort_order identity
--   call_set_ids identity
--   n_people count_people
--   n_people_xx derived(n_people)
--   n_people_xy derived(n_people)
--   n_people_unknown derived(n_people)
--   n_unrelated derived(n_people)
select
    named_groups.grouping,
    named_groups.grouping_label,
    named_groups.is_inferred,
    named_groups.group_id,
    named_groups.group_label,
    named_groups.colour,
    named_groups.shape,
    named_groups.group_order as sort_order,
    list(group_people.call_set_id order by named_call_sets.call_set_order) as call_set_ids,
    sum(group_people.n_people)::bigint as n_people,
    if(
        bool_and(group_people.is_sex_shown), sum(group_people.n_people_xx), null
    )::bigint as n_people_xx,
    if(
        bool_and(group_people.is_sex_shown), sum(group_people.n_people_xy), null
    )::bigint as n_people_xy,
    if(
        bool_and(group_people.is_sex_shown), sum(group_people.n_people_unknown), null
    )::bigint as n_people_unknown,
    if(
        bool_and(group_people.is_unrelated_shown), sum(group_people.n_unrelated), null
    )::bigint as n_unrelated
from group_people
inner join named_call_sets
    on group_people.call_set_id = named_call_sets.call_set_id
inner join named_groups
    on
        group_people.grouping = named_groups.grouping
        and group_people.group_id = named_groups.group_id
where
    group_people.is_shown
    and group_people.n_people > 0
    and not coalesce(named_call_sets.is_panel, false)
group by
    named_groups.grouping,
    named_groups.grouping_label,
    named_groups.is_inferred,
    named_groups.group_id,
    named_groups.group_label,
    named_groups.colour,
    named_groups.shape,
    named_groups.group_order
having count(*) > 1
order by named_groups.group_order
