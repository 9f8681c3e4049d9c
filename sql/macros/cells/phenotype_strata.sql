-- One row per site, group, sex and ten-year band in which all groups compared have enough people.
--
-- mean is the share with a yes, or the mean value; below and above are how far its 95 % interval
-- reaches: Wilson's of a share, the normal one of a mean. weight is the share of the people of all
-- groups together that are of that sex and band. Groups of fewer than 50 people are not compared.
--
-- needs: rows
create macro phenotype_strata(asked_phenotype, asked_grouping, sample_set, min_people) as table
with people as (
    select
        site_id,
        group_id,
        sex,
        age_band(if(value is null, age, coalesce(age_at, age))) as band,
        coalesce(value, (outcome = 'yes')::double) as figure,
        value is null as is_share
    from phenotype_cells(asked_phenotype, asked_grouping, sample_set, min_people)
    where
        is_shown
        and outcome is not null
),

compared as (
    select
        site_id,
        group_id,
        sex,
        band,
        figure,
        is_share
    from people
    qualify count(*) over (partition by site_id, group_id) >= 50
),

strata as (
    select
        site_id,
        group_id,
        sex,
        band,
        count(*) as n_people,
        avg(figure) as mean,
        case
            when bool_and(is_share) then avg(figure) - wilson_low(sum(figure), count(*))
            else z_95() * stddev_samp(figure) / sqrt(count(*))
        end as below,
        case
            when bool_and(is_share) then wilson_high(sum(figure), count(*)) - avg(figure)
            else z_95() * stddev_samp(figure) / sqrt(count(*))
        end as above
    from compared
    where
        band is not null
        and sex <> 'unknown'
    group by site_id, group_id, sex, band
),

bands as (
    select
        sex,
        band,
        sum(n_people) as n_people,
        min(n_people) as fewest,
        count(*) as n_groups
    from strata
    group by sex, band
),

standard as (
    select
        sex,
        band,
        n_people / sum(n_people) over () as weight
    from bands
    where
        fewest >= greatest(min_people, 5)
        and n_groups = (
            select count(distinct compared.site_id || '/' || compared.group_id)
            from compared
        )
)

select
    strata.site_id,
    strata.group_id,
    strata.sex,
    strata.band,
    strata.n_people,
    strata.mean,
    strata.below,
    strata.above,
    standard.weight
from strata
inner join standard
    on
        strata.sex = standard.sex
        and strata.band = standard.band
