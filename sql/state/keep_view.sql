-- Keeps a view under its id, for good.
insert or ignore into pinned_views (view_id, content)
values (:view_id, :content)
