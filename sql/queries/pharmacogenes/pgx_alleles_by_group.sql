-- One row per call set, group and allele of a pharmacogene: on how many chromosomes it is.
--
-- Of n_chromosomes of the n_covered people, n_certain are the allele whatever their calls leave
-- open, and n_possible can be. "not named" is a combination without a name. Of each allele that
-- anybody of the release may have every call set and group has a row: 0 where nobody there may.
--
-- needs: aggregates
-- parameters:
--   gene_symbol text
--   grouping text
--   sample_set text
-- columns:
--   call_set_id identity
--   call_set_name text
--   site_name text
--   group_id identity
--   group_label text
--   allele identity
--   function text
--   n_covered count_people
--   n_chromosomes count_alleles(n_covered)
--   n_certain count_alleles(n_covered)
--   n_possible count_alleles(n_covered)
with counted as (
    select
        call_set_id,
        group_id,
        allele,
        total(n_certain, in_sample_set(is_unrelated, $sample_set)) as n_certain,
        total(n_possible, in_sample_set(is_unrelated, $sample_set)) as n_possible
    from staging.pgx_allele_counts
    where grouping = $grouping and gene_symbol = $gene_symbol
    group by call_set_id, group_id, allele
),

alleles as (
    select distinct allele
    from counted
)

select
    sizes.call_set_id,
    named_call_sets.call_set_name,
    named_call_sets.site_name,
    sizes.group_id,
    named_groups.group_label,
    alleles.allele,
    named_alleles.function,
    if(shown.is_shown, sizes.n_covered, null) as n_covered,
    sizes.n_chromosomes,
    coalesce(counted.n_certain, 0) as n_certain,
    coalesce(counted.n_possible, 0) as n_possible
from pgx_covered($sample_set) as sizes
cross join alleles
left join counted
    on
        sizes.call_set_id = counted.call_set_id
        and sizes.group_id = counted.group_id
        and alleles.allele = counted.allele
inner join named_call_sets
    on sizes.call_set_id = named_call_sets.call_set_id
inner join named_groups
    on
        named_groups.grouping = $grouping
        and sizes.group_id = named_groups.group_id
left join staging.named_alleles as named_alleles
    on
        named_alleles.gene_symbol = $gene_symbol
        and alleles.allele = named_alleles.allele
left join staging.shown_cells as shown
    on
        sizes.call_set_id = shown.call_set_id
        and shown.grouping = $grouping
        and shown.sample_set = $sample_set
        and sizes.group_id = shown.group_id
where
    sizes.grouping = $grouping
    and sizes.gene_symbol = $gene_symbol
    and sizes.n_chromosomes > 0
order by
    named_groups.group_order, named_call_sets.call_set_order,
    named_alleles.sort_order nulls last, alleles.allele
