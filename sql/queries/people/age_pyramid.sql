-- One row per site, group, sex and band of ages: how many people.
--
-- Bands of five years; from 90 on one, and one without ages for those whose age is not known. Where
-- there is a minimum, neighbouring bands are joined until they hold enough, and a group and sex of
-- which too few have no age is left out. low and high are in years.
--
-- needs: rows
-- parameters:
--   grouping text
--   sample_set text
-- columns:
--   site_id identity
--   site_name text
--   group_id identity
--   group_label text
--   colour text
--   group_order identity
--   sex identity
--   low identity
--   high identity
--   n_people count_people
with banded as (
    select
        site_id,
        group_id,
        sex,
        if(age is null, null, least(floor(age / 5), 18)::integer) as band,
        count(*) as n_people
    from people_in_groups
    where
        grouping = $grouping
        and sample_set = $sample_set
        and is_sex_shown
        and sex <> 'unknown'
        and guarded_grouping($grouping, $min_people)
    group by all
),

listed as (
    select
        site_id,
        group_id,
        sex,
        list(band order by band) as bands,
        list(n_people order by band) as sizes
    from banded
    where band is not null
    group by site_id, group_id, sex
),

numbered as (
    select
        site_id,
        group_id,
        sex,
        unnest(bands) as band,
        unnest(sizes) as n_people,
        unnest(merged_bins(sizes, $min_people)) as number
    from listed
),

merged as (
    select
        site_id,
        group_id,
        sex,
        5 * min(band) as low,
        5 * max(band) + 5 as high,
        sum(n_people)::bigint as n_people
    from numbered
    group by site_id, group_id, sex, number
    union all
    select
        site_id,
        group_id,
        sex,
        null as low,
        null as high,
        n_people
    from banded
    where band is null
)

select
    merged.site_id,
    sites.name as site_name,
    merged.group_id,
    named_groups.group_label,
    named_groups.colour,
    row_number() over (
        order by sites.sort_order, named_groups.group_order, merged.sex, merged.low
    ) as group_order,
    merged.sex,
    merged.low,
    merged.high,
    merged.n_people
from merged
inner join staging.sites as sites
    on merged.site_id = sites.site_id
inner join named_groups
    on
        merged.group_id = named_groups.group_id
        and named_groups.grouping = $grouping
qualify
    min(merged.n_people) over (partition by merged.site_id, merged.group_id, merged.sex)
    >= $min_people
order by group_order
