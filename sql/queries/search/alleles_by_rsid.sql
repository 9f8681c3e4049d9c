-- One row per allele that has an rsID, perhaps among others; one may stand for several alleles.
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
where
    contains(rsid, $rsid)
    and list_contains(string_split(rsid, ';'), $rsid)
order by allele_index
