-- One row per site, source table, phenotype and rule: the rows that broke it.
--
-- Rows are withheld as people are: few rows are of few people. The most rows first. label is null
-- where a row got to no phenotype; what is_kept was used all the same.
--
-- needs: aggregates
-- columns:
--   site_id identity
--   site_name text
--   source_table identity
--   phenotype_id identity
--   label text
--   rule identity
--   explanation text
--   is_error text
--   is_kept text
--   n_rows count_people
select
    counts.site_id,
    sites.name as site_name,
    counts.source_table,
    counts.phenotype_id,
    dictionary.label,
    counts.rule,
    counts.explanation,
    counts.is_error,
    counts.is_kept,
    counts.n_rows
from staging.set_aside_counts as counts
inner join staging.sites as sites
    on counts.site_id = sites.site_id
left join staging.phenotype_dictionary as dictionary
    on counts.phenotype_id = dictionary.phenotype_id
order by
    sites.sort_order asc, counts.n_rows desc, counts.source_table asc, dictionary.sort_order asc,
    counts.rule asc
