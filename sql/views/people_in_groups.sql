-- One row per person, grouping and sample set in which the person's group is shown.
--
-- Who is in two call sets of a site is here once, with the call set that counts. Groups that the
-- profile does not show are left out, so that what is said of a site adds up what is shown of it.
-- sample_set is 'all' or 'unrelated'; is_sex_shown: whether the sexes of the group may stand apart.
--
-- needs: rows
select
    call_sets.site_id,
    samples.call_set_id,
    samples.sample_index,
    samples.person_id,
    samples.sex,
    samples.age,
    sample_groups.grouping,
    sample_groups.group_id,
    shown_cells.sample_set,
    shown_cells.is_sex_shown
from staging.samples as samples
inner join staging.call_sets as call_sets
    on samples.call_set_id = call_sets.call_set_id
inner join staging.sample_groups as sample_groups
    on
        samples.call_set_id = sample_groups.call_set_id
        and samples.sample_index = sample_groups.sample_index
inner join staging.shown_cells as shown_cells
    on
        sample_groups.call_set_id = shown_cells.call_set_id
        and sample_groups.grouping = shown_cells.grouping
        and sample_groups.group_id = shown_cells.group_id
where
    samples.is_counted
    and shown_cells.is_shown
    and (shown_cells.sample_set = 'all' or coalesce(samples.is_unrelated, true))
