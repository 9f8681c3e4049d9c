-- One row: the sums over the whole study.
--
-- Each person is counted once. People of a call set too small to be shown are left out, and so are
-- external panels, which are no sites or groups of the study.
--
-- needs: aggregates
-- columns:
--   n_people count_people
--   n_sites count_variants
--   n_call_sets count_variants
--   n_groups count_variants
--   n_alleles count_variants
--   n_genes_with_alleles count_variants
--   n_calls count_variants
--   n_missing_calls count_variants
--   n_dropped count_variants
with people as (
    select coalesce(sum(n_people), 0)::bigint as n_people
    from group_people
    where
        grouping = 'everyone'
        and is_shown
),

call_set_sums as (
    select
        count(*) as n_call_sets,
        coalesce(sum(n_calls), 0)::bigint as n_calls,
        coalesce(sum(n_missing_calls), 0)::bigint as n_missing_calls
    from staging.call_sets
    where not is_aggregate_only
)

select
    people.n_people,
    (
        select count(distinct site_id) from staging.call_sets
        where not is_aggregate_only
    ) as n_sites,
    call_set_sums.n_call_sets,
    (
        select count(*) from staging.groups as study_groups
        where
            grouping != 'everyone'
            and not exists (
                select 1 from staging.group_sizes as group_sizes
                inner join staging.call_sets as call_sets
                    on group_sizes.call_set_id = call_sets.call_set_id
                where
                    call_sets.is_aggregate_only
                    and group_sizes.grouping = study_groups.grouping
            )
    ) as n_groups,
    (select count(*) from staging.alleles) as n_alleles,
    (
        select count(*) from staging.genes
        where n_alleles > 0
    ) as n_genes_with_alleles,
    call_set_sums.n_calls,
    call_set_sums.n_missing_calls,
    (
        select coalesce(sum(n_dropped), 0)::bigint
        from staging.drop_counts
        where not is_noted
    ) as n_dropped
from people
cross join call_set_sums
