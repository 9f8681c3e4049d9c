-- Keeps a question under its id, for good.
insert or ignore into questions (query_id, content)
values (:query_id, :content)
