-- One row per allele of a range, both ends included, in order.
--
-- needs: aggregates
-- parameters:
--   first_allele integer
--   last_allele integer
-- columns:
--   allele_index identity
--   variant_id identity
--   contig identity
--   pos identity
--   ref identity
--   alt identity
--   variant_type identity
--   region_class identity
--   rsid identity
--   rsid_source text
select
    allele_index,
    variant_id,
    contig,
    pos,
    ref,
    alt,
    variant_type,
    region_class,
    rsid,
    rsid_source
from staging.alleles
where allele_index between $first_allele and $last_allele
order by allele_index
