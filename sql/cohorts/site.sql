-- One row per person counted: are they of one of some sites?
--
-- needs: rows
-- parameters:
--   sites texts
select list_contains($sites::text[], people.site_id) as holds
from people
