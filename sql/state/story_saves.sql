-- One row per saving of any story of an owner, the newest first.
select
    story_id,
    name,
    owner,
    study,
    saved_at,
    views,
    is_removed
from story_saves
where owner = :owner
order by save_id desc
