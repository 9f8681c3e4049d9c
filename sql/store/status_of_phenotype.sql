-- One row per person counted, by call set and place in it: what their site knows of a phenotype.
--
-- All is null where it says nothing of them.
--
-- needs: rows
-- parameters:
--   phenotype text
select
    status.status,
    status.value,
    status.category,
    status.n_unread
from read_parquet(rows_folder() || '/samples.parquet') as samples
inner join staging.call_sets as call_sets on samples.call_set_id = call_sets.call_set_id
left join staging.phenotype_status as status
    on
        call_sets.site_id = status.site_id
        and samples.person_id = status.person_id
        and status.phenotype_id = $phenotype::text
where samples.is_counted
order by samples.call_set_id, samples.sample_index
