-- One row per person counted: is their sex one of some? Null if unknown, unless that is asked for.
--
-- needs: rows
-- parameters:
--   sexes texts
select
    case
        when list_contains($sexes::text[], people.sex) then true
        when people.sex != 'unknown' then false
    end as holds
from people
