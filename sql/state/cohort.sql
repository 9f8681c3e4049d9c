-- One row if a cohort was ever saved: its JSON.
select tree
from cohorts
where cohort_id = :cohort_id
