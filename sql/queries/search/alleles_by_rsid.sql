-- One row per allele with an rsID; one rsID may stand for several alleles.
--
-- needs: aggregates
-- parameters:
--   rsid text
-- columns:
--   allele_index identity
--   variant_id identity
select
    allele_index,
    variant_id
from staging.alleles
where rsid = $rsid
order by allele_index
