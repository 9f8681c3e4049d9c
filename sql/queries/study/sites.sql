-- One row per site, in the study's order.
--
-- is_panel says that it is an external panel: counts without people of the study. n_people is over
-- the call sets of the site, each person once.
--
-- needs: aggregates
-- columns:
--   site_id identity
--   name text
--   country text
--   is_panel text
--   n_call_sets count_variants
--   n_people count_people
select
    sites.site_id,
    sites.name,
    sites.country,
    coalesce(bool_and(call_sets.is_aggregate_only), false) as is_panel,
    count(call_sets.call_set_id) as n_call_sets,
    coalesce(sum(group_people.n_people), 0)::bigint as n_people
from staging.sites as sites
left join staging.call_sets as call_sets
    on sites.site_id = call_sets.site_id
left join group_people
    on
        call_sets.call_set_id = group_people.call_set_id
        and group_people.grouping = 'everyone'
        and group_people.is_shown
group by sites.site_id, sites.name, sites.country, sites.sort_order
order by sites.sort_order
