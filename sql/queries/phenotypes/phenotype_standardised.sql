-- One row per site and group: its prevalence or mean, as it is and for people of one age and sex.
--
-- Direct standardisation: the groups' own figures by ten-year band and sex, weighted by all people
-- of the comparison together. Only bands in which every compared group has enough people are used
-- (n_standardised of n_people are in them); groups of fewer than 50 are not compared. Intervals of
-- 95 %: Wilson's of a share, the normal one of a mean, and of a weighted sum by the recovery of
-- variances.
--
-- source: Zou, Huang and Zhang 2009, Computational Statistics & Data Analysis 53:1080
-- needs: rows
-- parameters:
--   phenotype_id text
--   grouping text
--   sample_set text
-- columns:
--   site_id identity
--   group_id identity
--   n_people count_people
--   n_standardised count_people part_of(n_people, bands)
--   crude derived(n_people)
--   crude_low derived(n_people)
--   crude_high derived(n_people)
--   standardised derived(n_standardised)
--   standardised_low derived(n_standardised)
--   standardised_high derived(n_standardised)
with people as (
    select
        site_id,
        group_id,
        coalesce(value, (outcome = 'yes')::double) as figure,
        value is null as is_share
    from phenotype_cells($phenotype_id, $grouping, $sample_set, $min_people)
    where
        is_shown
        and outcome is not null
),

standardised as (
    select
        site_id,
        group_id,
        sum(n_people)::bigint as n_people,
        sum(weight * mean) as mean,
        sqrt(sum(pow(weight * below, 2))) as below,
        sqrt(sum(pow(weight * above, 2))) as above
    from phenotype_strata($phenotype_id, $grouping, $sample_set, $min_people)
    group by site_id, group_id
),

crude as (
    select
        site_id,
        group_id,
        count(*) as n_people,
        avg(figure) as mean,
        bool_and(is_share) as is_share,
        sum(figure) as total,
        z_95() * stddev_samp(figure) / sqrt(count(*)) as half
    from people
    group by site_id, group_id
)

select
    crude.site_id,
    crude.group_id,
    crude.n_people,
    coalesce(standardised.n_people, 0) as n_standardised,
    crude.mean as crude,
    if(crude.is_share, wilson_low(crude.total, crude.n_people), crude.mean - crude.half)
        as crude_low,
    if(crude.is_share, wilson_high(crude.total, crude.n_people), crude.mean + crude.half)
        as crude_high,
    standardised.mean as standardised,
    standardised.mean - standardised.below as standardised_low,
    standardised.mean + standardised.above as standardised_high
from crude
left join standardised
    on
        crude.site_id = standardised.site_id
        and crude.group_id = standardised.group_id
order by crude.site_id, crude.group_id
