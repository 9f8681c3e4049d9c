-- One row per call set: how many bytes a mask of its samples has.
--
-- needs: rows
select
    call_set_id,
    max(octet_length(mask)) as n_bytes
from staging.ploidy_masks
group by call_set_id
order by call_set_id
