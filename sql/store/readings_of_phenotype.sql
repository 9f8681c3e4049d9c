-- One row per reading of a phenotype and person counted whose reading it is, in order of both.
--
-- person is their place among all who are counted, by call set and place in it, from 0. Readings of
-- one source_row are of one row of a table, which may have several codes. Of a yes or no, is_no
-- says that the reading is not a yes.
--
-- needs: rows
-- parameters:
--   phenotype text
with people as (
    select
        call_sets.site_id,
        samples.person_id,
        row_number() over (order by samples.call_set_id, samples.sample_index) - 1 as person
    from read_parquet(rows_folder() || '/samples.parquet') as samples
    inner join staging.call_sets as call_sets on samples.call_set_id = call_sets.call_set_id
    where samples.is_counted
)

select
    people.person,
    dense_rank() over (
        order by people.person, readings.source_table, readings.source_line
    ) - 1 as source_row,
    readings.measured_on,
    readings.age_at,
    readings.value,
    readings.category,
    readings.code,
    sources.code_system,
    dictionary.kind = 'binary' and coalesce(readings.category, '') != 'yes' as is_no
from staging.phenotypes as readings
inner join people
    on readings.site_id = people.site_id and readings.person_id = people.person_id
inner join staging.phenotype_dictionary as dictionary
    on readings.phenotype_id = dictionary.phenotype_id
left join staging.phenotype_sources as sources
    on readings.site_id = sources.site_id and readings.source_table = sources.source_table
where readings.phenotype_id = $phenotype::text
order by people.person, source_row, readings.code
