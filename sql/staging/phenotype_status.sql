-- One row per site, person and phenotype that the site maps.
--
-- yes, no, measured, unknown or not_applicable; value and category are those that count.
--
-- source: rows/phenotype_status.parquet
-- needs: rows
select
    site_id,
    person_id,
    phenotype_id,
    status,
    is_looked_at,
    value,
    category,
    measured_on,
    age_at,
    n_readings
from read_parquet(rows_folder() || '/phenotype_status.parquet')
