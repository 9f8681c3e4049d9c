-- One row per allele of a range, in order: what up to four call sets counted in one group, summed.
--
-- What a profile withholds of one call set is left out of the sum, so that no cell follows from it
-- by subtraction; is_withheld: nothing is left. A null among the call sets stands for none.
create macro pooled_counts(
    wanted_call_sets,
    wanted_grouping,
    wanted_group,
    sample_set,
    first_allele,
    last_allele,
    min_people
) as table
with pooled as (
    select
        one.allele_index,
        one.is_withheld
        or coalesce(two.is_withheld, false)
        or coalesce(three.is_withheld, false)
        or coalesce(four.is_withheld, false) as is_part_withheld,
        one.n_called
        + coalesce(two.n_called, 0)
        + coalesce(three.n_called, 0)
        + coalesce(four.n_called, 0) as n_called,
        one.ac + coalesce(two.ac, 0) + coalesce(three.ac, 0) + coalesce(four.ac, 0) as ac,
        one.an + coalesce(two.an, 0) + coalesce(three.an, 0) + coalesce(four.an, 0) as an
    from cell_counts(
        wanted_call_sets[1],
        wanted_grouping, wanted_group, sample_set, first_allele, last_allele, min_people
    ) as one
    positional join cell_counts(
        wanted_call_sets[2],
        wanted_grouping, wanted_group, sample_set, first_allele, last_allele, min_people
    ) as two
    positional join cell_counts(
        wanted_call_sets[3],
        wanted_grouping, wanted_group, sample_set, first_allele, last_allele, min_people
    ) as three
    positional join cell_counts(
        wanted_call_sets[4],
        wanted_grouping, wanted_group, sample_set, first_allele, last_allele, min_people
    ) as four
)

select
    allele_index,
    is_part_withheld and n_called = 0 as is_withheld,
    n_called,
    ac,
    an
from pooled
