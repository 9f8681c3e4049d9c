-- One row if a view was ever pinned: all that it holds.
select content
from pinned_views
where view_id = :view_id
