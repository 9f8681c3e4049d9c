-- One row per site and group: prevalence or mean as it is, and for people of one age and sex.
select
    site_id,
    group_id,
    n_people,
    n_standardised,
    crude,
    crude_low,
    crude_high,
    standardised,
    standardised_low,
    standardised_high
from phenotype_standardised($phenotype_id, $grouping, $sample_set)
order by site_id, group_id
