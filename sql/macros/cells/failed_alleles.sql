-- One row per allele of a range whose record failed a filter in any of some call sets.
--
-- The range is closed at both ends; all alleles if it is null.
create macro failed_alleles(wanted_call_sets, first_allele, last_allele) as table
select distinct allele_index
from staging.allele_states
where
    list_contains(wanted_call_sets, call_set_id)
    and is_filter_failed(filter)
    and (first_allele is null or allele_index between first_allele and last_allele)
