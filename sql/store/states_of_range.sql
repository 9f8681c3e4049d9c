-- One row per allele of a closed range in one call set: its record, and what it means to have none.
--
-- needs: aggregates
-- parameters:
--   call_set_id text
--   first_allele integer
--   last_allele integer
select
    states.allele_index,
    states.variant_index,
    states.an_source,
    alleles.region_class
from staging.allele_states as states
inner join staging.alleles as alleles on states.allele_index = alleles.allele_index
where
    states.call_set_id = $call_set_id
    and states.allele_index between $first_allele and $last_allele
order by states.allele_index
