-- One row per allele of a range, in order: did a record of up to four call sets fail FILTER?
--
-- As in population_counts, only one half of the union runs.
create macro population_states(wanted_call_sets, first_allele, last_allele) as table
select
    allele_index,
    is_filter_failed
from cell_states(wanted_call_sets[1], first_allele, last_allele)
where len(wanted_call_sets) = 1
union all
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
where len(wanted_call_sets) > 1
