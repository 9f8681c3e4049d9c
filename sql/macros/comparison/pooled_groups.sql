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
)

select
    cells.place,
    cells.label,
    counted.allele_index,
    sum(counted.n_called)::bigint as n_called,
    sum(counted.ac)::bigint as ac,
    sum(counted.an)::bigint as an
from summed_counts(wanted_set) as counted
inner join cells
    on
        counted.call_set_id = cells.call_set_id
        and counted.grouping = cells.grouping
        and counted.group_id = cells.group_id
where
    -- By these alone the files are chosen that are read.
    list_contains(
        flatten(list_transform(groups, lambda one: one['call_sets'])), counted.call_set_id
    )
    and list_contains(list_transform(groups, lambda one: one['grouping']), counted.grouping)
    and list_contains(list_transform(groups, lambda one: one['group_id']), counted.group_id)
    and (first_allele is null or counted.allele_index between first_allele and last_allele)
    and counted.is_shown
    and not is_too_few(counted.n_called, counted.n_all, min_people)
    and counted.an > 0
group by cells.place, cells.label, counted.allele_index
