-- One row per alias and gene.
--
-- source: aggregates/gene_aliases.parquet
-- needs: aggregates
select
    alias,
    gene_id
from read_parquet(aggregates_folder() || '/gene_aliases.parquet')
