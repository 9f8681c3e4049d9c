-- One row per reading of a phenotype: is its category one of some?
--
-- is_inside is null where the reading lacks the date or the age that the window asks for.
--
-- needs: rows
-- parameters:
--   phenotype text
--   categories texts
--   since date or null
--   before date or null
--   from_age real or null
--   before_age real or null
select
    site_id,
    person_id,
    measured_on,
    age_at,
    coalesce(list_contains($categories::text[], category), false) as is_hit,
    is_in_window(
        measured_on, age_at, $since::date, $before::date, $from_age::double, $before_age::double
    ) as is_inside
from staging.phenotypes
where phenotype_id = $phenotype::text
