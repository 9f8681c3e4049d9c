-- One row per saving of an owner, the newest first.
select
    query_id,
    name,
    description,
    owner,
    saved_at,
    is_removed
from question_saves
where owner = :owner
order by save_id desc
