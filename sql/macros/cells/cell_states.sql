-- One row per allele of a range, in order: whether one call set's record failed a filter.
--
-- The range is closed at both ends; all alleles if it is null. No row at all for a call set that
-- is null.
create macro cell_states(wanted_call_set, first_allele, last_allele) as table
select
    allele_index,
    is_filter_failed(filter) as is_filter_failed
from staging.allele_states
where
    call_set_id = wanted_call_set
    and (first_allele is null or allele_index between first_allele and last_allele)
