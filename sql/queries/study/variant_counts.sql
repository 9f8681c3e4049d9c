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
    n_alleles as n_variants
from staging.allele_counts
order by first_allele
