-- One row per call set, grouping and group: how many people, by sex.
--
-- Null where the profile shows no such cell.
--
-- needs: aggregates
-- columns:
--   call_set_id identity
--   call_set_name text
--   site_id identity
--   site_name text
--   is_panel text
--   grouping identity
--   grouping_label text
--   is_inferred text
--   group_id identity
--   group_label text
--   colour text
--   shape text
--   sort_order identity
--   reason text
--   n_people count_people
--   n_people_xx count_people part_of(n_people, sex)
--   n_people_xy count_people part_of(n_people, sex)
--   n_people_unknown count_people part_of(n_people, sex)
--   n_unrelated count_people part_of(n_people, relatives)
--   n_unrelated_xx count_people part_of(n_unrelated, sex) part_of(n_people_xx, relatives)
--   n_unrelated_xy count_people part_of(n_unrelated, sex) part_of(n_people_xy, relatives)
--   n_unrelated_unknown count_people part_of(n_unrelated, sex) part_of(n_people_unknown, relatives)
select
    group_people.call_set_id,
    named_call_sets.call_set_name,
    named_call_sets.site_id,
    named_call_sets.site_name,
    named_call_sets.is_panel,
    group_people.grouping,
    named_groups.grouping_label,
    named_groups.is_inferred,
    group_people.group_id,
    named_groups.group_label,
    named_groups.colour,
    named_groups.shape,
    row_number() over (
        order by named_call_sets.call_set_order, named_groups.group_order
    ) as sort_order,
    group_people.reason,
    if(group_people.is_shown, group_people.n_people, null) as n_people,
    if(group_people.is_sex_shown, group_people.n_people_xx, null) as n_people_xx,
    if(group_people.is_sex_shown, group_people.n_people_xy, null) as n_people_xy,
    if(group_people.is_sex_shown, group_people.n_people_unknown, null) as n_people_unknown,
    if(group_people.is_unrelated_shown, group_people.n_unrelated, null) as n_unrelated,
    if(group_people.is_unrelated_sex_shown, group_people.n_unrelated_xx, null) as n_unrelated_xx,
    if(group_people.is_unrelated_sex_shown, group_people.n_unrelated_xy, null) as n_unrelated_xy,
    if(
        group_people.is_unrelated_sex_shown, group_people.n_unrelated_unknown, null
    ) as n_unrelated_unknown
from group_people
inner join named_call_sets
    on group_people.call_set_id = named_call_sets.call_set_id
inner join named_groups
    on
        group_people.grouping = named_groups.grouping
        and group_people.group_id = named_groups.group_id
order by sort_order
