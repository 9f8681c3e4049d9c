-- One row per site, group and sex, and for all sexes together: the values of people in figures.
--
-- Each person has one value. Quartiles are some person's own value: where there is a minimum they
-- are left out here, and read off the bins instead.
--
-- needs: rows
-- parameters:
--   phenotype_id text
--   grouping text
--   sample_set text
-- columns:
--   site_id identity
--   group_id identity
--   sex identity
--   n_people count_people
--   mean derived(n_people)
--   sd derived(n_people)
--   lower_quartile derived(n_people)
--   median derived(n_people)
--   upper_quartile derived(n_people)
--   readings_per_person derived(n_people)
with people as (
    select
        site_id,
        group_id,
        value,
        n_readings,
        unnest(list_distinct([cell_sex, 'all'])) as sex
    from phenotype_cells($phenotype_id, $grouping, $sample_set, $min_people)
    where
        is_shown
        and value is not null
)

select
    site_id,
    group_id,
    sex,
    count(*) as n_people,
    avg(value) as mean,
    stddev_samp(value) as sd,
    if($min_people = 0, quantile_cont(value, 0.25), null) as lower_quartile,
    if($min_people = 0, quantile_cont(value, 0.5), null) as median,
    if($min_people = 0, quantile_cont(value, 0.75), null) as upper_quartile,
    avg(n_readings) as readings_per_person
from people
group by site_id, group_id, sex
order by site_id, group_id, sex
