-- One row per pharmacogene and phenotype that it can have, in order.
--
-- priority is abnormal or routine as health records would have it, null where neither is said.
--
-- source: aggregates/pgx_phenotype_classes.parquet
-- needs: aggregates
select
    gene_symbol,
    phenotype,
    priority,
    is_standard,
    sort_order
from read_parquet(aggregates_folder() || '/pgx_phenotype_classes.parquet')
