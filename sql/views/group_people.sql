-- One row per call set, grouping and group: how many people, by sex, and what of it is shown.
--
-- is_shown, is_sex_shown and reason are the profile's decision on the cell, made when the release
-- was opened; they differ between all people and the unrelated. A number is null where what is
-- read does not tell it, as in SQL of one's own under a profile with a minimum.
--
-- needs: aggregates
with counted as (
    select
        call_set_id,
        grouping,
        group_id,
        total(n_people, true)::bigint as n_people,
        total(n_people, sex = 'XX')::bigint as n_people_xx,
        total(n_people, sex = 'XY')::bigint as n_people_xy,
        total(n_people, sex = 'unknown')::bigint as n_people_unknown,
        total(n_unrelated, true)::bigint as n_unrelated,
        total(n_unrelated, sex = 'XX')::bigint as n_unrelated_xx,
        total(n_unrelated, sex = 'XY')::bigint as n_unrelated_xy,
        total(n_unrelated, sex = 'unknown')::bigint as n_unrelated_unknown
    from staging.group_sizes
    group by call_set_id, grouping, group_id
)

select
    counted.call_set_id,
    counted.grouping,
    counted.group_id,
    counted.n_people,
    counted.n_people_xx,
    counted.n_people_xy,
    counted.n_people_unknown,
    counted.n_unrelated,
    counted.n_unrelated_xx,
    counted.n_unrelated_xy,
    counted.n_unrelated_unknown,
    everybody.is_shown,
    everybody.is_sex_shown,
    everybody.reason,
    unrelated.is_shown as is_unrelated_shown,
    unrelated.is_sex_shown as is_unrelated_sex_shown
from counted
left join staging.shown_cells as everybody
    on
        counted.call_set_id = everybody.call_set_id
        and counted.grouping = everybody.grouping
        and counted.group_id = everybody.group_id
        and everybody.sample_set = 'all'
left join staging.shown_cells as unrelated
    on
        counted.call_set_id = unrelated.call_set_id
        and counted.grouping = unrelated.grouping
        and counted.group_id = unrelated.group_id
        and unrelated.sample_set = 'unrelated'
