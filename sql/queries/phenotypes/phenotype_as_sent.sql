-- One row per site, source table, unit and code as the site wrote them: rows and people.
--
-- Where there is a minimum, only of people who are counted in a group that is shown, and not of
-- fewer than it: the numbers of a withheld group do not follow by subtraction. mean_original is of
-- the numbers as written, mean of the same, harmonised.
--
-- needs: rows
-- parameters:
--   phenotype_id text
--   grouping text
--   sample_set text
-- columns:
--   site_id identity
--   site_name text
--   source_table text
--   original_unit text
--   original_code text
--   n_people count_people
--   n_rows derived(n_people)
--   mean_original derived(n_people)
--   mean derived(n_people)
with people as (
    select
        site_id,
        person_id
    from phenotype_cells($phenotype_id, $grouping, $sample_set, $min_people)
    where
        is_shown
        and ($min_people = 0 or outcome is not null)
)

select
    phenotypes.site_id,
    any_value(sites.name) as site_name,
    phenotypes.source_table,
    phenotypes.original_unit,
    phenotypes.original_code,
    count(distinct phenotypes.person_id) as n_people,
    count(*) as n_rows,
    avg(try_cast(replace(phenotypes.original_value, ',', '.') as double)) as mean_original,
    avg(phenotypes.value) as mean
from staging.phenotypes as phenotypes
inner join people
    on
        phenotypes.site_id = people.site_id
        and phenotypes.person_id = people.person_id
inner join staging.sites as sites
    on phenotypes.site_id = sites.site_id
where phenotypes.phenotype_id = $phenotype_id
group by
    phenotypes.site_id,
    sites.sort_order,
    phenotypes.source_table,
    phenotypes.original_unit,
    phenotypes.original_code
having
    count(distinct phenotypes.person_id) >= $min_people
order by sites.sort_order asc, n_people desc, phenotypes.original_code asc
