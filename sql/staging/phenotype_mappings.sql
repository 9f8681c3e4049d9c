-- One row per site and phenotype: how the site maps to it.
--
-- People are counted over everyone in a call set of the site.
--
-- source: aggregates/phenotype_mappings.parquet
-- needs: aggregates
select
    site_id,
    phenotype_id,
    source_tables,
    code_systems,
    codes,
    excluded_codes,
    original_units,
    unit,
    conversion,
    choice,
    looked_at,
    assay,
    ascertainment,
    n_rows_read,
    n_rows_used,
    n_rows_set_aside,
    n_people,
    n_people_known,
    n_people_looked_at
from read_parquet(aggregates_folder() || '/phenotype_mappings.parquet')
