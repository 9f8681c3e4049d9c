-- One row per site and person with readings in the window: is the latest, or first, in a range?
--
-- Of several on one day their median counts. A reading with a date comes before one without.
--
-- needs: rows
-- parameters:
--   is_latest flag
--   at_least real or null
--   above real or null
--   at_most real or null
--   below real or null
with placed as (
    select
        site_id,
        person_id,
        value,
        rank() over (
            partition by site_id, person_id
            order by
                (measured_on - date '1970-01-01') * if($is_latest::boolean, -1, 1) nulls last,
                age_at * if($is_latest::boolean, -1, 1) nulls last
        ) as place
    from readings
    where is_inside
)

select
    site_id,
    person_id,
    is_within(
        median(value), $at_least::double, $above::double, $at_most::double, $below::double
    ) as holds
from placed
where place = 1
group by site_id, person_id
