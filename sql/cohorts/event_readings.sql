-- One row per reading of a phenotype: does it say yes, under one of some codes?
--
-- A reading of what is not a yes or no counts by being there. Systems that are null: any code, or
-- none, will do. In systems whose codes stand for those below them code_lows and code_highs are the
-- ends of ranges without the dot, and codes is null; in others it is the other way round.
-- is_inside is null where the reading lacks the date or the age that the window asks for.
--
-- needs: rows
-- parameters:
--   phenotype text
--   systems texts or null
--   codes texts or null
--   code_lows texts or null
--   code_highs texts or null
--   since date or null
--   before date or null
--   from_age real or null
--   before_age real or null
select
    readings.site_id,
    readings.person_id,
    coalesce(
        (dictionary.kind != 'binary' or readings.category = 'yes')
        and ($systems::text[] is null or list_contains($systems::text[], sources.code_system))
        and ($codes::text[] is null or list_contains($codes::text[], readings.code))
        and (
            $code_lows::text[] is null
            or is_code_in(readings.code, $code_lows::text[], $code_highs::text[])
        ),
        false
    ) as is_hit,
    is_in_window(
        readings.measured_on, readings.age_at,
        $since::date, $before::date, $from_age::double, $before_age::double
    ) as is_inside
from staging.phenotypes as readings
inner join staging.phenotype_dictionary as dictionary
    on readings.phenotype_id = dictionary.phenotype_id
left join staging.phenotype_sources as sources
    on readings.site_id = sources.site_id and readings.source_table = sources.source_table
where readings.phenotype_id = $phenotype::text
