-- One row per site, source table, unit and code as the site wrote them: rows and people.
--
-- Where there is a minimum, only of people who are counted in a group that is shown, and not of
-- fewer than it: neither the numbers of a withheld group nor those of a few, such as of one person
-- in another unit, follow by subtraction. mean_original is of the numbers as written, mean of the
-- same, harmonised.
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
),

sent as (
    select
        phenotypes.site_id,
        phenotypes.person_id,
        phenotypes.source_table,
        phenotypes.original_unit,
        phenotypes.original_code,
        phenotypes.original_value,
        phenotypes.value
    from staging.phenotypes as phenotypes
    inner join people
        on
            phenotypes.site_id = people.site_id
            and phenotypes.person_id = people.person_id
    where phenotypes.phenotype_id = $phenotype_id
),

parts as (
    select
        site_id,
        source_table,
        original_unit,
        original_code,
        count(distinct person_id) as n_people,
        count(*) as n_rows,
        avg(try_cast(replace(original_value, ',', '.') as double)) as mean_original,
        avg(value) as mean
    from sent
    group by site_id, source_table, original_unit, original_code
),

hidden as (
    select
        sent.site_id,
        count(distinct sent.person_id) as n_people
    from sent
    inner join parts
        on
            sent.site_id = parts.site_id
            and sent.source_table is not distinct from parts.source_table
            and sent.original_unit is not distinct from parts.original_unit
            and sent.original_code is not distinct from parts.original_code
    where is_too_few(parts.n_people, parts.n_people, $min_people)
    group by sent.site_id
)

select
    parts.site_id,
    sites.name as site_name,
    parts.source_table,
    parts.original_unit,
    parts.original_code,
    parts.n_people,
    parts.n_rows,
    parts.mean_original,
    parts.mean
from parts
inner join staging.sites as sites
    on parts.site_id = sites.site_id
left join hidden
    on parts.site_id = hidden.site_id
where is_part_shown(parts.n_people, coalesce(hidden.n_people, 0), $min_people)
order by sites.sort_order asc, parts.n_people desc, parts.original_code asc
