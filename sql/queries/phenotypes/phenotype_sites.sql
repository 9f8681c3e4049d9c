-- One row per site that maps a phenotype, in the study's order: from what, and in which units.
--
-- Where there is a minimum the numbers of rows are left out: where people have one row each, those
-- of a withheld group would follow from them.
--
-- needs: aggregates
-- parameters:
--   phenotype_id text
-- columns:
--   site_id identity
--   site_name text
--   source_tables text
--   code_systems text
--   codes text
--   excluded_codes text
--   original_units text
--   unit text
--   conversion text
--   choice text
--   looked_at text
--   assay text
--   ascertainment text
--   n_rows_read count_variants
--   n_rows_used count_variants
--   n_rows_set_aside count_variants
select
    mappings.site_id,
    sites.name as site_name,
    mappings.source_tables,
    mappings.code_systems,
    mappings.codes,
    mappings.excluded_codes,
    mappings.original_units,
    mappings.unit,
    mappings.conversion,
    mappings.choice,
    mappings.looked_at,
    mappings.assay,
    mappings.ascertainment,
    if($min_people = 0, mappings.n_rows_read, null) as n_rows_read,
    if($min_people = 0, mappings.n_rows_used, null) as n_rows_used,
    if($min_people = 0, mappings.n_rows_set_aside, null) as n_rows_set_aside
from staging.phenotype_mappings as mappings
inner join staging.sites as sites
    on mappings.site_id = sites.site_id
where mappings.phenotype_id = $phenotype_id
order by sites.sort_order
