-- One row per site and tool whose table of pharmacogenes the study names.
--
-- n_unknown people of the table are not in the site's sample sheet, and are left out; a table says
-- nothing of whom.
--
-- needs: aggregates
-- columns:
--   site_id identity
--   tool identity
--   n_unknown text
select
    site_id,
    tool,
    n_unknown
from staging.pgx_tools
order by site_id, tool
