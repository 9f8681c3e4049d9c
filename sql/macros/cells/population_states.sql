-- One row per allele of a range, in order: did a record of up to four call sets fail FILTER?
--
-- No row at all for an empty list. As in population_counts, only one of the two is planned.
create macro population_states(wanted_call_sets, first_allele, last_allele) as table
with of_one as (
    select
        allele_index,
        is_filter_failed
    from cell_states(wanted_call_sets[1], first_allele, last_allele)
),

of_several as (
    select
        one.allele_index,
        one.is_filter_failed
        or coalesce(two.is_filter_failed, false)
        or coalesce(three.is_filter_failed, false)
        or coalesce(four.is_filter_failed, false) as is_filter_failed
    from cell_states(wanted_call_sets[1], first_allele, last_allele) as one
    positional join cell_states(wanted_call_sets[2], first_allele, last_allele) as two
    positional join cell_states(wanted_call_sets[3], first_allele, last_allele) as three
    positional join cell_states(wanted_call_sets[4], first_allele, last_allele) as four
)

select
    allele_index,
    is_filter_failed
from query_table(if(len(wanted_call_sets) <= 1, 'of_one', 'of_several'))
