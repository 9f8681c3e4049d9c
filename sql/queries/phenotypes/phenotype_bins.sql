-- One row per site, group, sex and bin of values: how many people.
--
-- Bins have one round width for all. Those further than four standard deviations from the mean of
-- everybody are one bin at either end. Where there is a minimum, neighbours are joined until they
-- hold enough, and the outermost reach to the ends of the scale: none tells of the highest value.
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
--   low identity
--   high identity
--   n_people count_people
with people as (
    select
        site_id,
        group_id,
        cell_sex as sex,
        value
    from phenotype_cells($phenotype_id, $grouping, $sample_set, $min_people)
    where
        is_shown
        and value is not null
),

grid as (
    select
        bin_width(stddev_pop(people.value)) as width,
        greatest(
            avg(people.value) - 4 * stddev_pop(people.value), coalesce(any_value(lowest), '-inf')
        ) as low,
        least(
            avg(people.value) + 4 * stddev_pop(people.value), coalesce(any_value(highest), 'inf')
        ) as high
    from people
    inner join staging.phenotype_dictionary
        on phenotype_dictionary.phenotype_id = $phenotype_id
),

binned as (
    select
        people.site_id,
        people.group_id,
        people.sex,
        floor(least(greatest(people.value, grid.low), grid.high) / grid.width)::bigint as bin,
        count(*) as n_people
    from people
    cross join grid
    group by all
),

listed as (
    select
        site_id,
        group_id,
        sex,
        list(bin order by bin) as bins,
        list(n_people order by bin) as sizes
    from binned
    group by site_id, group_id, sex
),

numbered as (
    select
        site_id,
        group_id,
        sex,
        unnest(bins) as bin,
        unnest(sizes) as n_people,
        unnest(merged_bins(sizes, $min_people)) as number
    from listed
),

merged as (
    select
        site_id,
        group_id,
        sex,
        number,
        min(bin) as first_bin,
        max(bin) as last_bin,
        sum(n_people)::bigint as n_people
    from numbered
    group by site_id, group_id, sex, number
),

edged as (
    select
        merged.site_id,
        merged.group_id,
        merged.sex,
        merged.first_bin,
        merged.last_bin,
        merged.n_people,
        merged.number = min(merged.number) over cell as is_first,
        merged.number = max(merged.number) over cell as is_last
    from merged
    window cell as (partition by merged.site_id, merged.group_id, merged.sex)
)

select
    edged.site_id,
    edged.group_id,
    edged.sex,
    if(
        $min_people > 0 and edged.is_first, floor(grid.low / grid.width), edged.first_bin
    ) * grid.width as low,
    if(
        $min_people > 0 and edged.is_last, floor(grid.high / grid.width), edged.last_bin
    ) * grid.width + grid.width as high,
    edged.n_people
from edged
cross join grid
order by edged.site_id, edged.group_id, edged.sex, low
