-- One row if the profile decided on a cell: whether it is shown.
--
-- needs: aggregates
-- parameters:
--   call_set_id text
--   grouping text
--   group_id text
--   sample_set text
select is_shown
from staging.shown_cells
where
    call_set_id = $call_set_id
    and grouping = $grouping
    and group_id = $group_id
    and sample_set = $sample_set
