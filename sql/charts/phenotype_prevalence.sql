-- One row per site, group and sex: of those looked at, the share with a yes, and its interval.
--
-- The interval is exact where fewer than 5 have it or lack it, else Wilson's. n_cases have a yes
-- and were not looked at. sexes is 'each', or 'all' for rows of both together alone.
with counts as (
    select
        site_id,
        group_id,
        sex,
        outcome,
        n_people
    from phenotype_counts($phenotype_id, $grouping, $sample_set)
),

by_sex as (
    select
        site_id,
        group_id,
        'all' as sex,
        outcome,
        n_people
    from counts
    union all
    select
        site_id,
        group_id,
        sex,
        outcome,
        n_people
    from counts
    where sex <> 'all'
),

summed as (
    select
        site_id,
        group_id,
        sex,
        if(bool_or(n_people is null), null, sum(n_people))::bigint as n_people,
        (sum(n_people) filter (where outcome in ('yes', 'no')))::bigint as n_known,
        coalesce(sum(n_people) filter (where outcome = 'yes'), 0)::bigint as n_yes,
        coalesce(sum(n_people) filter (where outcome = 'case'), 0)::bigint as n_cases,
        coalesce(sum(n_people) filter (where outcome is null), 0)::bigint as n_unknown
    from by_sex
    group by site_id, group_id, sex
)

select
    site_id,
    group_id,
    sex,
    n_people,
    coalesce(n_known, 0) as n_known,
    n_yes,
    n_cases,
    n_unknown,
    n_yes / nullif(n_known, 0) as share,
    share_low(n_yes, n_known) as low,
    share_high(n_yes, n_known) as high
from summed
where
    n_people is not null
    and ($sexes = 'each' or sex = 'all')
order by site_id, group_id, sex
