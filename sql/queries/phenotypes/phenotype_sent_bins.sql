-- One row per site, unit as the site wrote it, and bin of its numbers: how many rows.
--
-- Not where there is a minimum: bins in two units over the same people tell of few by subtraction.
--
-- needs: rows
-- parameters:
--   phenotype_id text
--   grouping text
--   sample_set text
-- columns:
--   site_id identity
--   site_name text
--   original_unit identity
--   low identity
--   high identity
--   n_rows count_people
with people as (
    select
        site_id,
        person_id
    from phenotype_cells($phenotype_id, $grouping, $sample_set, $min_people)
    where
        is_shown
        and $min_people = 0
),

numbers as (
    select
        phenotypes.site_id,
        phenotypes.original_unit,
        try_cast(replace(phenotypes.original_value, ',', '.') as double) as number
    from staging.phenotypes as phenotypes
    inner join people
        on
            phenotypes.site_id = people.site_id
            and phenotypes.person_id = people.person_id
    where phenotypes.phenotype_id = $phenotype_id
),

grids as (
    select
        original_unit,
        bin_width(stddev_pop(number)) as width,
        avg(number) - 4 * stddev_pop(number) as low,
        avg(number) + 4 * stddev_pop(number) as high
    from numbers
    group by original_unit
),

binned as (
    select
        numbers.site_id,
        numbers.original_unit,
        floor(least(greatest(numbers.number, grids.low), grids.high) / grids.width) as bin,
        any_value(grids.width) as width,
        count(*) as n_rows
    from numbers
    inner join grids
        on numbers.original_unit is not distinct from grids.original_unit
    where numbers.number is not null
    group by numbers.site_id, numbers.original_unit, bin
)

select
    binned.site_id,
    sites.name as site_name,
    binned.original_unit,
    binned.bin * binned.width as low,
    (binned.bin + 1) * binned.width as high,
    binned.n_rows
from binned
inner join staging.sites as sites
    on binned.site_id = sites.site_id
order by sites.sort_order, binned.original_unit, low
