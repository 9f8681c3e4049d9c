-- One row per person counted: are they in one of some groups of a grouping?
--
-- Null if they are in no group of it.
--
-- needs: rows
-- parameters:
--   grouping text
--   groups texts
select list_contains($groups::text[], struct_extract(people.sheet, $grouping::text)) as holds
from people
