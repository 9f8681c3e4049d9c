-- One row per saving of a story, the newest first.
select
    story_id,
    name,
    owner,
    study,
    saved_at,
    views,
    is_removed
from story_saves
where story_id = :story_id
order by save_id desc
