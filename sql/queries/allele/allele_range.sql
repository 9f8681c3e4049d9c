-- One row: the range of alleles, both ends included, whose position lies in a region.
--
-- first_allele is above last_allele, or both are null, where the region has none.
--
-- needs: aggregates
-- parameters:
--   contig text or null
--   start_pos integer
--   end_pos integer
-- columns:
--   first_allele identity
--   last_allele identity
--   n_alleles count_variants
select
    min(allele_index) as first_allele,
    max(allele_index) as last_allele,
    count(*) as n_alleles
from staging.alleles
where
    $contig is null
    or (contig = $contig and pos between $start_pos and $end_pos)
