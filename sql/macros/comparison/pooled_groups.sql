-- One row per group and allele of a range: its counts, call sets that the profile shows added up.
--
-- groups is a list of {'place', 'label', 'call_sets', 'grouping', 'group_id'}. The range is closed
-- at both ends; all alleles if it is null. Without a call, or where all is withheld, there is no
-- row.
create macro pooled_groups(groups, wanted_set, first_allele, last_allele, min_people) as table
with cells as (
    select
        of_groups.one.place,
        of_groups.one.label,
        of_groups.one.grouping,
        of_groups.one.group_id,
        unnest(of_groups.one.call_sets) as call_set_id
    from (select unnest(groups) as one) as of_groups
),

shown as (
    select
        cells.place,
        cells.label,
        cells.call_set_id,
        cells.grouping,
        cells.group_id
    from cells
    inner join staging.shown_cells as shown_cells
        on
            cells.call_set_id = shown_cells.call_set_id
            and cells.grouping = shown_cells.grouping
            and cells.group_id = shown_cells.group_id
            and shown_cells.sample_set = wanted_set
            and shown_cells.is_shown
),

counted as (
    select
        call_set_id,
        grouping,
        group_id,
        allele_index,
        total(n_called, true) as n_all,
        total(n_called, in_sample_set(is_unrelated, wanted_set)) as n_called,
        total(ac, in_sample_set(is_unrelated, wanted_set)) as ac,
        total(an, in_sample_set(is_unrelated, wanted_set)) as an
    from staging.frequencies
    where
        list_contains(
            flatten(list_transform(groups, lambda one: one['call_sets'])), call_set_id
        )
        and list_contains(list_transform(groups, lambda one: one['grouping']), grouping)
        and list_contains(list_transform(groups, lambda one: one['group_id']), group_id)
        and (first_allele is null or allele_index between first_allele and last_allele)
    group by call_set_id, grouping, group_id, allele_index
)

select
    shown.place,
    shown.label,
    counted.allele_index,
    sum(counted.n_called)::bigint as n_called,
    sum(counted.ac)::bigint as ac,
    sum(counted.an)::bigint as an
from counted
inner join shown
    on
        counted.call_set_id = shown.call_set_id
        and counted.grouping = shown.grouping
        and counted.group_id = shown.group_id
where
    not is_too_few(counted.n_called, counted.n_all, min_people)
    and counted.an > 0
group by shown.place, shown.label, counted.allele_index
