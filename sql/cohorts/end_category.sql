-- One row per site and person with readings in the window: does the latest, or first, meet it?
--
-- Null where several of one day do not agree. A reading with a date comes before one without.
--
-- needs: rows
-- parameters:
--   is_latest flag
with placed as (
    select
        site_id,
        person_id,
        is_hit,
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
    case
        when bool_and(is_hit) then true
        when not bool_or(is_hit) then false
    end as holds
from placed
where place = 1
group by site_id, person_id
