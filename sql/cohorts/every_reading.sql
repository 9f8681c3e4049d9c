-- One row per site and person with readings: do all in the window meet it?
--
-- Null where none lies in the window, and where one that may lie in it does not meet it.
--
-- needs: rows
select
    site_id,
    person_id,
    case
        when count(*) filter (where is_inside and not is_hit) > 0 then false
        when count(*) filter (where is_inside) = 0 then null
        when count(*) filter (where is_inside is null and not is_hit) > 0 then null
        else true
    end as holds
from readings
group by site_id, person_id
