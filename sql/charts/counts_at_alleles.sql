-- One row per allele, call set, grouping and group of a chart that is shown: its counts.
select
    alleles.variant_id,
    counted.call_set_id,
    counted.grouping,
    counted.group_id,
    counted.n_called,
    counted.ac,
    counted.an,
    allele_frequency(counted.ac, counted.an) as af
from summed_counts($sample_set) as counted
inner join staging.alleles as alleles
    on counted.allele_index = alleles.allele_index
where
    counted.allele_index between $first_allele::bigint and $last_allele::bigint
    and counted.grouping in ($grouping, $grouping_of_a, $grouping_of_b)
    and counted.is_shown
order by counted.allele_index, counted.call_set_id, counted.group_id
