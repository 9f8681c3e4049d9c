-- One row per partner and line of bundles: the bundle that was read last, in force or not.
--
-- Its groups are in partner_groups while it is in force. created_at is when it was made, which of
-- one that takes others back is when they were; reason is why it is not in force.
--
-- needs: aggregates
-- columns:
--   partner_id identity
--   partner_name text
--   lineage identity
--   sequence text
--   created_at text
--   valid_until text
--   state text
--   reason text
select
    bundles.partner_id,
    bundles.partner_name,
    bundles.lineage,
    bundles.sequence,
    bundles.created_at,
    bundles.valid_until,
    bundles.state,
    bundles.reason
from staging.bundles as bundles
order by bundles.partner_name asc, bundles.lineage asc
