-- One row per site, source table, phenotype and rule that rows broke.
--
-- phenotype_id is null where a row got to none; is_kept: the rows are used all the same.
--
-- source: aggregates/set_aside_counts.parquet
-- needs: aggregates
select
    site_id,
    source_table,
    phenotype_id,
    rule,
    explanation,
    is_error,
    is_kept,
    n_rows,
    n_people
from read_parquet(aggregates_folder() || '/set_aside_counts.parquet')
