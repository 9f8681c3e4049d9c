-- One row per member of a cohort, by call set and place in it.
--
-- needs: rows
select
    call_set_id,
    site_id,
    sample_id,
    person_id,
    sex,
    age
from judged
where part_1
order by call_set_id, sample_index
