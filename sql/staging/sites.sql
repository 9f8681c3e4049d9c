-- One row per site.
--
-- source: aggregates/sites.parquet
-- needs: aggregates
select
    site_id,
    name,
    country,
    sort_order
from read_parquet(aggregates_folder() || '/sites.parquet')
