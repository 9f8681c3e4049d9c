-- One row per site and person with readings: do at least so many in the window meet it?
--
-- Null where readings that may lie in the window would make it so, and where none lies in it.
--
-- needs: rows
-- parameters:
--   times integer
with counted as (
    select
        site_id,
        person_id,
        count(*) filter (where is_inside) as n_inside,
        count(*) filter (where is_inside and is_hit) as n_hits,
        count(*) filter (where is_inside is null and is_hit) as n_unclear_hits
    from readings
    group by site_id, person_id
)

select
    site_id,
    person_id,
    case
        when n_hits >= $times::integer then true
        when n_hits + n_unclear_hits >= $times::integer then null
        when n_inside > 0 then false
    end as holds
from counted
