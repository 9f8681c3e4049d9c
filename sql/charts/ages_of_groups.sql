-- One row per site, group, sex and band of ages, in years: how many people.
select
    site_id,
    site_name,
    group_id,
    group_label,
    colour,
    group_order,
    sex,
    low,
    high,
    n_people
from age_pyramid($grouping, $sample_set)
where low is not null
order by group_order
