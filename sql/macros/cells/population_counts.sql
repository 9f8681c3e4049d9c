-- One row per allele of a range, in order: the counts of a group in one call set, or pooled.
--
-- wanted_call_sets is a list of one to four. Only the one or the other is planned and read: to pool
-- takes five times as long, and to plan both doubles the time of a question over few alleles.
create macro population_counts(
    wanted_call_sets,
    wanted_grouping,
    wanted_group,
    sample_set,
    first_allele,
    last_allele,
    min_people
) as table
with of_one as (
    select
        allele_index,
        is_withheld,
        n_called,
        ac,
        an
    from cell_counts(
        wanted_call_sets[1],
        wanted_grouping, wanted_group, sample_set, first_allele, last_allele, min_people
    )
),

of_several as (
    select
        allele_index,
        is_withheld,
        n_called,
        ac,
        an
    from pooled_counts(
        wanted_call_sets,
        wanted_grouping, wanted_group, sample_set, first_allele, last_allele, min_people
    )
)

select
    allele_index,
    is_withheld,
    n_called,
    ac,
    an
from query_table(if(len(wanted_call_sets) = 1, 'of_one', 'of_several'))
