-- One row per site, phenotype and row of a source table that is used.
--
-- A binary phenotype has yes or no as its category; value is in the dictionary's unit.
--
-- source: rows/phenotypes.parquet
-- needs: rows
select
    site_id,
    person_id,
    phenotype_id,
    measured_on,
    age_at,
    value,
    category,
    code,
    original_value,
    original_unit,
    original_code,
    source_table,
    source_file,
    source_line
from read_parquet(rows_folder() || '/phenotypes.parquet')
