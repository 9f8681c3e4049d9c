-- One row per leaf, tool, gene and phenotype that another tool says of somebody.
--
-- Where the tool's table has no phenotype it is the diplotype.
--
-- source: aggregates/pgx_tool_counts.parquet
-- needs: aggregates
select
    call_set_id,
    grouping,
    group_id,
    sex,
    is_unrelated,
    tool,
    gene_symbol,
    phenotype,
    n_people
from read_parquet(aggregates_folder() || '/pgx_tool_counts.parquet')
