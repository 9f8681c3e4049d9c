-- One row per call set, with the name of its site, in the study's order.
--
-- needs: aggregates
select
    call_sets.call_set_id,
    call_sets.name as call_set_name,
    call_sets.site_id,
    sites.name as site_name,
    call_sets.assay,
    call_sets.genotype_rule,
    call_sets.is_aggregate_only as is_panel,
    row_number() over (order by sites.sort_order, call_sets.sort_order) as call_set_order
from staging.call_sets as call_sets
inner join staging.sites as sites
    on call_sets.site_id = sites.site_id
