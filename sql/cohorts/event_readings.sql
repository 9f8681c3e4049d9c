-- One row per reading of a phenotype: does it say yes, under one of some codes?
--
-- A reading of what is not a yes or no counts by being there. Systems that are null: any code, or
-- none, will do. In systems whose codes stand for those below them code_lows and code_highs are the
-- ends of ranges without the dot, and codes is null; in others it is the other way round.
-- is_hit is null where a yes is of another system, has no code, or has one above those that are
-- asked for: nobody knows whether it is one of them.
-- is_inside is null where the reading lacks the date or the age that the window asks for.
-- A row of a table with several codes has as many readings.
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
    readings.source_table,
    readings.source_line,
    case
        when dictionary.kind = 'binary' and coalesce(readings.category, '') != 'yes' then false
        when $systems::text[] is null then true
        when not coalesce(list_contains($systems, sources.code_system), false) then null
        when readings.code is null then null
        when $code_lows::text[] is null then list_contains($codes::text[], readings.code)
        when is_code_in(readings.code, $code_lows, $code_highs) then true
        when is_code_above(readings.code, $code_lows, $code_highs) then null
        else false
    end as is_hit,
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
