-- One row per site, group, sex and answer: its share of those with any, and its interval.
--
-- The interval is exact where fewer than 5 have it or lack it, else Wilson's. sexes is 'each', or
-- 'all' for rows of both together alone.
with counts as (
    select
        site_id,
        group_id,
        sex,
        outcome,
        n_people
    from phenotype_counts($phenotype_id, $grouping, $sample_set)
    where n_people is not null
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

answers as (
    select distinct outcome as category
    from counts
    where outcome is not null
),

summed as (
    select
        by_sex.site_id,
        by_sex.group_id,
        by_sex.sex,
        answers.category,
        sum(by_sex.n_people)::bigint as n_people,
        coalesce(
            sum(by_sex.n_people) filter (where by_sex.outcome is not null), 0
        )::bigint as n_known,
        coalesce(
            sum(by_sex.n_people) filter (where by_sex.outcome = answers.category), 0
        )::bigint as n_yes
    from by_sex
    cross join answers
    group by by_sex.site_id, by_sex.group_id, by_sex.sex, answers.category
)

select
    site_id,
    group_id,
    sex,
    category,
    n_people,
    n_known,
    n_yes,
    n_yes / nullif(n_known, 0) as share,
    share_low(n_yes, n_known) as low,
    share_high(n_yes, n_known) as high
from summed
where $sexes = 'each' or sex = 'all'
order by site_id, group_id, sex, category
