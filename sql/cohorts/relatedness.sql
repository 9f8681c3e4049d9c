-- One row per person counted: are they unrelated, or related? Null where nobody says.
--
-- needs: rows
-- parameters:
--   is_unrelated flag
select people.is_unrelated = $is_unrelated::boolean as holds
from people
