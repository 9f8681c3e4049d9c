-- One row per allele of a range: the counts of a group, summed over some call sets.
--
-- What a profile withholds of one call set is left out of the sum, so that no cell follows from it
-- by subtraction; is_withheld: nothing is left.
create macro population_counts(
    wanted_call_sets,
    wanted_grouping,
    wanted_group,
    sample_set,
    first_allele,
    last_allele,
    min_people
) as table
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
