-- One row per pharmacogene whose diplotypes are called, in order: what is looked for.
--
-- needs: aggregates
-- columns:
--   gene_symbol identity
--   n_alleles count_variants
--   n_positions count_variants
--   left_out text
--   source text
select
    gene_symbol,
    n_alleles,
    n_positions,
    left_out,
    source
from staging.pgx_genes
order by sort_order
