-- One row per person counted: are they counted in one of some call sets?
--
-- needs: rows
-- parameters:
--   call_sets texts
select list_contains($call_sets::text[], people.call_set_id) as holds
from people
