-- One row per allele that has an rsID, perhaps among others; one may stand for several alleles.
--
-- needs: aggregates
-- parameters:
--   rsid text
-- columns:
--   allele_index identity
--   variant_id identity
select
    alleles.allele_index,
    alleles.variant_id
from staging.rsids as rsids
inner join staging.alleles as alleles
    on rsids.allele_index = alleles.allele_index
where rsids.number = rsid_number($rsid)
order by alleles.allele_index
