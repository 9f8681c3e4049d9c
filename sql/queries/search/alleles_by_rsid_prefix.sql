-- One row per allele whose rsID begins with the text, short rsIDs first.
--
-- needs: aggregates
-- parameters:
--   text text
--   n_wanted integer
-- columns:
--   rsid identity
--   variant_id identity
select
    rsid,
    variant_id
from staging.alleles
where starts_with(rsid, lower($text))
order by len(rsid) asc, rsid asc, allele_index asc
limit $n_wanted
