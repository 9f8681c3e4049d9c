-- One row per call set and allele, of some: its record, and what it means to have none; in order.
--
-- needs: aggregates
-- parameters:
--   alleles integers
select
    states.call_set_id,
    states.allele_index,
    states.variant_index,
    states.an_source,
    alleles.region_class
from staging.allele_states as states
inner join staging.alleles as alleles on states.allele_index = alleles.allele_index
where states.allele_index in (select unnest($alleles::bigint[]))
order by states.call_set_id, states.allele_index
