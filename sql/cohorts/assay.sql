-- One row per person counted: was their call set made with one of some assays?
--
-- Null if none is named.
--
-- needs: rows
-- parameters:
--   assays texts
select list_contains($assays::text[], people.assay) as holds
from people
