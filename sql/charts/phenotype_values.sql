-- One row per site, group and sex: the people with a value, and their values in figures.
--
-- sexes is 'each', or 'all' for rows of both together alone.
select
    site_id,
    group_id,
    sex,
    n_people,
    mean,
    sd,
    lower_quartile,
    median,
    upper_quartile,
    readings_per_person
from phenotype_numbers($phenotype_id, $grouping, $sample_set)
where $sexes = 'each' or sex = 'all'
order by site_id, group_id, sex
