-- One row per leaf, pharmacogene and phenotype that somebody may have.
--
-- n_certain of them have the phenotype whatever their calls leave open; n_possible can have it.
--
-- source: aggregates/pgx_phenotype_counts.parquet
-- needs: aggregates
select
    call_set_id,
    grouping,
    group_id,
    sex,
    is_unrelated,
    gene_symbol,
    phenotype,
    n_certain,
    n_possible
from read_parquet(aggregates_folder() || '/pgx_phenotype_counts.parquet')
