-- One row per call set and allele, of some: its calls, null where it has no record of the allele.
--
-- needs: rows
-- parameters:
--   alleles integers
select
    states.call_set_id,
    states.allele_index,
    states.an_source,
    genotypes.plane_1,
    genotypes.plane_2,
    genotypes.carriers,
    genotypes.missing,
    genotypes.missing_samples
from staging.allele_states as states
left join staging.genotypes as genotypes
    on
        states.call_set_id = genotypes.call_set_id
        and states.variant_index = genotypes.variant_index
where states.allele_index in (select unnest($alleles::bigint[]))
