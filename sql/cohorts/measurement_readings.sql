-- One row per reading of a phenotype that has a value: does it lie in a range?
--
-- is_inside is null where the reading lacks the date or the age that the window asks for.
--
-- needs: rows
-- parameters:
--   phenotype text
--   at_least real or null
--   above real or null
--   at_most real or null
--   below real or null
--   since date or null
--   before date or null
--   from_age real or null
--   before_age real or null
select
    site_id,
    person_id,
    value,
    measured_on,
    age_at,
    is_within(
        value, $at_least::double, $above::double, $at_most::double, $below::double
    ) as is_hit,
    is_in_window(
        measured_on, age_at, $since::date, $before::date, $from_age::double, $before_age::double
    ) as is_inside
from staging.phenotypes
where phenotype_id = $phenotype::text and value is not null
