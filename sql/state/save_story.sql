-- Adds a saving to a story; is_removed takes it off the list.
insert into story_saves (
    story_id, name, owner, study, saved_at, views, is_removed
)
values (
    :story_id, :name, :owner, :study, :saved_at, :views, :is_removed
)
