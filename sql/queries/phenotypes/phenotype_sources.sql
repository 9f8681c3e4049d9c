-- One row per site and source table: what became of its rows.
--
-- n_rows is the sum of the four that follow it.
--
-- needs: aggregates
-- columns:
--   site_id identity
--   site_name text
--   source_table identity
--   source_file text
--   code_system text
--   assay text
--   covers text
--   n_rows count_variants
--   n_rows_used count_variants
--   n_rows_set_aside count_variants
--   n_rows_not_asked_for count_variants
--   n_rows_not_selected count_variants
select
    sources.site_id,
    sites.name as site_name,
    sources.source_table,
    sources.source_file,
    sources.code_system,
    sources.assay,
    sources.covers,
    sources.n_rows,
    sources.n_rows_used,
    sources.n_rows_set_aside,
    sources.n_rows_not_asked_for,
    sources.n_rows_not_selected
from staging.phenotype_sources as sources
inner join staging.sites as sites
    on sources.site_id = sites.site_id
order by sites.sort_order, sources.source_table
