-- One row per site and tool whose table of pharmacogenes the study names.
--
-- n_unknown people of the table are not in the sample sheet, and are left out.
--
-- source: aggregates/pgx_tools.parquet
-- needs: aggregates
select
    site_id,
    tool,
    n_people,
    n_unknown
from read_parquet(aggregates_folder() || '/pgx_tools.parquet')
