-- One row per site, source table and code that no phenotype asks for.
--
-- source: aggregates/unasked_codes.parquet
-- needs: aggregates
select
    site_id,
    source_table,
    code,
    n_rows,
    n_people
from read_parquet(aggregates_folder() || '/unasked_codes.parquet')
