-- One row per site, group and calendar year: the mean of those measured in it, or the new cases.
--
-- Of several readings of a year a person has the mean. A case is new in the year of its first
-- record. Years with fewer people than the minimum are left out, and all years of the group where
-- those are of fewer together. The means are null of cases.
--
-- needs: rows
-- parameters:
--   phenotype_id text
--   grouping text
--   sample_set text
-- columns:
--   site_id identity
--   group_id identity
--   year identity
--   n_people count_people
--   mean derived(n_people)
--   mean_low derived(n_people)
--   mean_high derived(n_people)
with readings as (
    select
        cells.site_id,
        cells.group_id,
        cells.person_id,
        phenotypes.measured_on,
        phenotypes.value,
        phenotypes.category
    from phenotype_cells($phenotype_id, $grouping, $sample_set, $min_people) as cells
    inner join staging.phenotypes as phenotypes
        on
            cells.site_id = phenotypes.site_id
            and cells.person_id = phenotypes.person_id
            and phenotypes.phenotype_id = $phenotype_id
    where
        cells.is_shown
        and ($min_people = 0 or cells.outcome is not null)
        and phenotypes.measured_on is not null
),

yearly as (
    select
        site_id,
        group_id,
        person_id,
        year(measured_on) as year,
        avg(value) as value
    from readings
    where value is not null
    group by site_id, group_id, person_id, year(measured_on)
    union all
    select
        site_id,
        group_id,
        person_id,
        year(min(measured_on)) as year,
        null as value
    from readings
    where category = 'yes'
    group by site_id, group_id, person_id
),

counted as (
    select
        site_id,
        group_id,
        year,
        count(*) as n_people,
        avg(value) as mean,
        z_95() * stddev_samp(value) / sqrt(count(*)) as half
    from yearly
    group by site_id, group_id, year
),

hidden as (
    select
        yearly.site_id,
        yearly.group_id,
        count(distinct yearly.person_id) as n_people
    from yearly
    inner join counted
        on
            yearly.site_id = counted.site_id
            and yearly.group_id = counted.group_id
            and yearly.year = counted.year
    where is_too_few(counted.n_people, counted.n_people, $min_people)
    group by yearly.site_id, yearly.group_id
)

select
    counted.site_id,
    counted.group_id,
    counted.year,
    counted.n_people,
    counted.mean,
    counted.mean - counted.half as mean_low,
    counted.mean + counted.half as mean_high
from counted
left join hidden
    on
        counted.site_id = hidden.site_id
        and counted.group_id = hidden.group_id
where is_part_shown(counted.n_people, coalesce(hidden.n_people, 0), $min_people)
order by counted.site_id, counted.group_id, counted.year
