-- One row per allele of a range: the counts of a group, summed over some call sets.
--
-- What a profile withholds of one call set is left out of the sum, so that no cell follows from it
-- by subtraction; is_withheld: nothing is left. is_range: of one call set the AC of a cohort is
-- told as a range alone (cohort_ranges), and the counts are those of the others.
create macro population_counts(
    wanted_call_sets,
    wanted_grouping,
    wanted_group,
    sample_set,
    first_allele,
    last_allele,
    min_people
) as table
with ranges as (
    select distinct cohort_ranges.allele_index
    from cohort_ranges
    where
        list_contains(wanted_call_sets, cohort_ranges.call_set_id)
        and cohort_ranges.grouping = wanted_grouping
        and cohort_ranges.group_id = wanted_group
        and cohort_ranges.sample_set = sample_set
),

summed as (
    select
        allele_index,
        bool_or(is_withheld) and sum(n_called) = 0 as is_withheld,
        sum(n_called)::integer as n_called,
        sum(ac)::integer as ac,
        sum(an)::integer as an
    from cell_counts(
        wanted_call_sets,
        wanted_grouping, wanted_group, sample_set, first_allele, last_allele, min_people
    )
    group by allele_index
)

select
    summed.allele_index,
    summed.is_withheld,
    ranges.allele_index is not null as is_range,
    summed.n_called,
    summed.ac,
    summed.an
from summed
left join ranges
    on summed.allele_index = ranges.allele_index
