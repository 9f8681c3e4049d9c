-- One row per call set, without external panels, which have no people.
--
-- needs: aggregates
select
    call_set_id,
    site_id,
    assay
from staging.call_sets
where not coalesce(is_aggregate_only, false)
