-- One row per person counted, with the group in each grouping of the study as a column named by it.
--
-- needs: rows
select
    samples.*,
    call_sets.site_id
from read_parquet(rows_folder() || '/samples.parquet') as samples
inner join staging.call_sets as call_sets on samples.call_set_id = call_sets.call_set_id
where samples.is_counted
order by samples.call_set_id, samples.sample_index
