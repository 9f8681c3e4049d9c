-- One row per call set and allele of a range, both ends included, in order.
--
-- needs: aggregates
-- parameters:
--   first_allele integer
--   last_allele integer
--   call_sets texts
-- columns:
--   call_set_id identity
--   allele_index identity
--   filter text
--   absence text
--   an_source text
select
    call_set_id,
    allele_index,
    filter,
    absence,
    an_source
from staging.allele_states
where
    allele_index between $first_allele and $last_allele
    and list_contains($call_sets::text[], call_set_id)
order by call_set_id, allele_index
