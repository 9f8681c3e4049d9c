-- One row per contig and variant type that has alleles, in genome order.
--
-- needs: aggregates
-- columns:
--   contig identity
--   variant_type identity
--   n_variants count_variants
select
    contig,
    variant_type,
    count(*) as n_variants
from staging.alleles
group by contig, variant_type
order by min(allele_index)
