-- One row per pharmacogene whose diplotypes are called, in order.
--
-- left_out names the alleles that are not looked for, and why.
--
-- source: aggregates/pgx_genes.parquet
-- needs: aggregates
select
    gene_symbol,
    n_alleles,
    n_positions,
    left_out,
    source,
    sort_order
from read_parquet(aggregates_folder() || '/pgx_genes.parquet')
