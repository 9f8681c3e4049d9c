-- Adds a saving to the history of a name; is_removed takes the name off the list.
insert into question_saves (
    query_id, name, description, owner, saved_at, is_removed
)
values (
    :query_id, :name, :description, :owner, :saved_at, :is_removed
)
