-- One row per external panel and group of the study: the panel's group of the same ancestry.
--
-- call_set_id is the panel's. A group without a row has no panel of its ancestry to be compared
-- with.
--
-- needs: aggregates
-- columns:
--   call_set_id identity
--   panel_grouping identity
--   panel_group_id identity
--   grouping identity
--   group_id identity
select
    panel_matches.call_set_id,
    panel_matches.panel_grouping,
    panel_matches.panel_group_id,
    panel_matches.grouping,
    panel_matches.group_id
from staging.panel_matches as panel_matches
inner join named_call_sets
    on panel_matches.call_set_id = named_call_sets.call_set_id
order by
    named_call_sets.call_set_order asc,
    panel_matches.grouping asc,
    panel_matches.group_id asc
