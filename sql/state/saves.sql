-- One row per saving of an owner, the newest first.
select
    cohort_id,
    name,
    description,
    owner,
    saved_at,
    study,
    release_id,
    n_people,
    is_removed
from saves
where owner = :owner
order by save_id desc
