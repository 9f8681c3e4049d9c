-- One row per allele, of some in a closed range, that one call set has a record of.
--
-- needs: rows
-- parameters:
--   call_set_id text
--   first_allele integer
--   last_allele integer
--   wanted integers
select
    states.allele_index,
    states.variant_index,
    alleles.region_class,
    genotypes.is_phased
from staging.allele_states as states
inner join staging.alleles as alleles on states.allele_index = alleles.allele_index
inner join staging.genotypes as genotypes
    on
        states.call_set_id = genotypes.call_set_id
        and states.variant_index = genotypes.variant_index
where
    states.call_set_id = $call_set_id
    and genotypes.call_set_id = $call_set_id
    and states.allele_index between $first_allele and $last_allele
    and list_contains($wanted::bigint[], states.allele_index)
order by states.allele_index
