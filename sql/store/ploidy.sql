-- One row per call set, region class and ploidy: whose genome has so many copies, as a mask.
--
-- needs: rows
-- parameters:
--   call_set_id text or null
select
    call_set_id,
    region_class,
    ploidy,
    mask
from staging.ploidy_masks
where $call_set_id::text is null or call_set_id = $call_set_id::text
