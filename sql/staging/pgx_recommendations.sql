-- One row per drug, pharmacogene and phenotype.
--
-- differs is from that of the gene's standard phenotype.
--
-- source: aggregates/pgx_recommendations.parquet
-- needs: aggregates
select
    drug,
    gene_symbol,
    phenotype,
    differs,
    recommendation
from read_parquet(aggregates_folder() || '/pgx_recommendations.parquet')
