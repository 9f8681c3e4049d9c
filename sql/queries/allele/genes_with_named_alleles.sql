-- One row per gene and source of which the release knows named alleles, such as CYP2C19*2.
--
-- needs: aggregates
-- columns:
--   gene_symbol identity
--   n_alleles count_variants
--   source text
select
    gene_symbol,
    count(*) as n_alleles,
    source
from staging.named_alleles
group by gene_symbol, source
order by min(sort_order)
