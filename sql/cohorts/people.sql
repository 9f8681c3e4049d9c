-- One row per person counted: what the sample sheet says of them, and of their call set.
--
-- sheet is all that the sample sheet says, with a field for each grouping of the study.
--
-- needs: rows
select
    samples.call_set_id,
    samples.sample_index,
    samples.sample_id,
    samples.person_id,
    samples.sex,
    samples.age,
    samples.is_unrelated,
    samples as sheet,
    call_sets.site_id,
    call_sets.assay
from read_parquet(rows_folder() || '/samples.parquet') as samples
inner join staging.call_sets as call_sets on samples.call_set_id = call_sets.call_set_id
where samples.is_counted
