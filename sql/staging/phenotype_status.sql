-- One row per site, person and phenotype that the site maps.
--
-- yes, no, measured, unknown or not_applicable; value and category are those that count. n_unread:
-- rows of the person that may say yes, or have a value, and cannot be read.
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
    n_readings,
    n_unread
from read_parquet(rows_folder() || '/phenotype_status.parquet')
