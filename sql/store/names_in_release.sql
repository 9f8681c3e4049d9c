-- One row per name that a release has for a call set, a site, a grouping, a group or a phenotype.
--
-- needs: aggregates
select call_set_id as name from staging.call_sets
union
select site_id as name from staging.call_sets
union
select grouping as name from staging.groups
union
select group_id as name from staging.groups
union
select phenotype_id as name from staging.phenotype_dictionary
