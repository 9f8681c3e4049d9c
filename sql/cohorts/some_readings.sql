-- One row per site and person with readings: do at least so many in the window meet it?
--
-- Null where readings that may lie in the window, or rows that cannot be read, would make it so,
-- and where no reading lies in it.
--
-- needs: rows
-- parameters:
--   phenotype text
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
    counted.site_id,
    counted.person_id,
    case
        when counted.n_hits >= $times::integer then true
        when counted.n_hits + counted.n_unclear_hits + status.n_unread >= $times::integer then null
        when counted.n_inside > 0 then false
    end as holds
from counted
inner join staging.phenotype_status as status
    on counted.site_id = status.site_id and counted.person_id = status.person_id
where status.phenotype_id = $phenotype::text
