-- One row per allele of a range, in order: the counts of a group in one call set, or pooled.
--
-- wanted_call_sets is a list of one to four. The list is known before the query runs, so only one
-- half of the union does: reading one file takes a fifth of the time of pooling.
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
    is_withheld,
    n_called,
    ac,
    an
from cell_counts(
    wanted_call_sets[1],
    wanted_grouping, wanted_group, sample_set, first_allele, last_allele, min_people
)
where len(wanted_call_sets) = 1
union all
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
where len(wanted_call_sets) > 1
