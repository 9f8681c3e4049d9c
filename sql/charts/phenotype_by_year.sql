-- One row per site, group and year: the mean of those measured in it, or the new cases.
select
    site_id,
    group_id,
    year,
    n_people,
    mean,
    mean_low,
    mean_high
from phenotype_years($phenotype_id, $grouping, $sample_set)
order by site_id, group_id, year
