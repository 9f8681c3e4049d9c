-- One row per site, source table and code that no phenotype asks for: rows and people.
--
-- Where there is a minimum, codes of fewer people are left out. The most rows first.
--
-- needs: aggregates
-- columns:
--   site_id identity
--   site_name text
--   source_table identity
--   code identity
--   n_rows derived(n_people)
--   n_people count_people
select
    codes.site_id,
    sites.name as site_name,
    codes.source_table,
    codes.code,
    codes.n_rows,
    codes.n_people
from staging.unasked_codes as codes
inner join staging.sites as sites
    on codes.site_id = sites.site_id
where codes.n_people >= $min_people
order by sites.sort_order asc, codes.n_rows desc, codes.code asc
