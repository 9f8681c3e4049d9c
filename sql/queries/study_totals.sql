-- One row: the sums over the whole study.
--
-- Each person is counted once. People of a call set too small to be shown are left out.
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
)

select
    people.n_people,
    (select count(*) from staging.sites) as n_sites,
    call_set_sums.n_call_sets,
    (
        select count(*) from staging.groups
        where grouping != 'everyone'
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
