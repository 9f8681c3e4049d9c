-- One row per group: the mean chance that two of its alleles differ (Nei 1978), with its interval.
--
-- Over the alleles that every group has called; the interval is a block jackknife of stretches of
-- five million bases.
with counts as (
    select
        counted.label,
        counted.place,
        counted.ac,
        2.0 * counted.ac * (counted.an - counted.ac) / nullif(counted.an * (counted.an - 1), 0)
            as rate,
        row(alleles.contig, alleles.pos // stretch_bases()) as stretch
    from counts_of_groups($asked, $groups, $min_people) as counted
    inner join staging.alleles as alleles
        on counted.allele_index = alleles.allele_index
),

stretches as (
    select
        label,
        place,
        stretch,
        sum(rate) as total,
        count(rate) as n
    from counts
    where rate is not null
    group by label, place, stretch
),

without as (
    select
        label,
        (sum(total) over of_group - total) / nullif(sum(n) over of_group - n, 0) as rate
    from stretches
    window of_group as (partition by label)
),

errors as (
    select
        label,
        if(
            count(*) > 1, sqrt((count(*) - 1) * var_pop(rate)), null
        ) as error
    from without
    group by label
)

select
    counts.label as group_label,
    avg(counts.rate) as heterozygosity,
    greatest(avg(counts.rate) - z_95() * any_value(errors.error), 0) as low,
    avg(counts.rate) + z_95() * any_value(errors.error) as high,
    count(*) filter (where counts.ac > 0) as n_seen,
    count(*) as n_alleles
from counts
left join errors
    on counts.label = errors.label
group by counts.label, counts.place
order by heterozygosity desc
