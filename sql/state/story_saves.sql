-- One row per saving of a story, the newest first: of one story or owner, or of all where null.
select
    story_id,
    name,
    owner,
    study,
    saved_at,
    views,
    is_removed
from story_saves
where story_id = coalesce(:story_id, story_id) and owner = coalesce(:owner, owner)
order by save_id desc
