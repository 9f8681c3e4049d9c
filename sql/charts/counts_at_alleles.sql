-- One row per allele, call set, grouping and group of a chart that is shown: its counts.
with counted as (
    select
        allele_index,
        call_set_id,
        grouping,
        group_id,
        total(n_called, in_sample_set(is_unrelated, $sample_set)) as n_called,
        total(ac, in_sample_set(is_unrelated, $sample_set)) as ac,
        total(an, in_sample_set(is_unrelated, $sample_set)) as an
    from staging.frequencies
    where
        allele_index between $first_allele::bigint and $last_allele::bigint
        and grouping in ($grouping, $grouping_of_a, $grouping_of_b)
    group by allele_index, call_set_id, grouping, group_id
)

select
    alleles.variant_id,
    counted.call_set_id,
    counted.grouping,
    counted.group_id,
    counted.n_called,
    counted.ac,
    counted.an,
    allele_frequency(counted.ac, counted.an) as af
from counted
inner join staging.alleles as alleles
    on counted.allele_index = alleles.allele_index
semi join staging.shown_cells as shown
    on
        counted.call_set_id = shown.call_set_id
        and counted.grouping = shown.grouping
        and counted.group_id = shown.group_id
        and shown.sample_set = $sample_set
        and shown.is_shown
order by counted.allele_index, counted.call_set_id, counted.group_id
