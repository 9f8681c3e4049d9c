-- One row per site and person with readings: do all in the window meet it?
--
-- Null where none lies in the window, where one that may lie in it does not meet it, and where a
-- row of the person cannot be read.
--
-- needs: rows
-- parameters:
--   phenotype text
with counted as (
    select
        site_id,
        person_id,
        count(*) filter (where is_inside) as n_inside,
        count(*) filter (where is_inside and not is_hit) as n_misses,
        count(*) filter (where is_inside is null and not is_hit) as n_unclear_misses
    from readings
    group by site_id, person_id
)

select
    counted.site_id,
    counted.person_id,
    case
        when counted.n_misses > 0 then false
        when counted.n_inside = 0 then null
        when counted.n_unclear_misses + status.n_unread > 0 then null
        else true
    end as holds
from counted
inner join staging.phenotype_status as status
    on counted.site_id = status.site_id and counted.person_id = status.person_id
where status.phenotype_id = $phenotype::text
