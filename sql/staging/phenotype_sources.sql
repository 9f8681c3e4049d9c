-- One row per site and source table.
--
-- The rows of a source table are used, set aside, not asked for or not selected.
--
-- source: aggregates/phenotype_sources.parquet
-- needs: aggregates
select
    site_id,
    source_table,
    source_file,
    code_system,
    assay,
    covers,
    n_rows,
    n_people,
    n_rows_used,
    n_rows_set_aside,
    n_rows_not_asked_for,
    n_rows_not_selected
from read_parquet(aggregates_folder() || '/phenotype_sources.parquet')
