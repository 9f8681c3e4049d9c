-- One row per site and term under which its data may be used, of sites that say so.
--
-- The words are what the site says besides, the same in each of its rows.
--
-- source: aggregates/data_use.parquet
-- needs: aggregates
select
    site_id,
    term,
    words
from read_parquet(aggregates_folder() || '/data_use.parquet')
