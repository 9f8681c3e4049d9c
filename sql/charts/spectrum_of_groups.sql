-- One row per group and count of the rarer allele: how many alleles are expected at it.
--
-- Had n_copies of each group been looked at (hypergeometric projection, Marth 2004), of the alleles
-- that every group has called as often.
with counts as (
    select
        place,
        label,
        allele_index,
        ac,
        an
    from counts_of_groups($asked, $groups, $min_people)
),

least as (
    select least(floor(min(common))::bigint, 100) as size
    from (
        select quantile_cont(an, 0.05) as common
        from counts
        group by place
    ) as of_groups
),

fitting as (
    select
        counts.label,
        counts.place,
        counts.ac,
        counts.an,
        least.size
    from counts
    cross join least
    qualify min(counts.an) over (partition by counts.allele_index) >= least.size
),

projected as (
    select
        label,
        place,
        size,
        ac,
        an,
        unnest(range(1, size)) as seen
    from fitting
)

select
    label as group_label,
    least(seen, size - seen) as count,
    sum(
        if(
            seen > ac or size - seen > an - ac,
            0.0,
            exp(
                lgamma(ac + 1) - lgamma(seen + 1) - lgamma(ac - seen + 1)
                + lgamma(an - ac + 1) - lgamma(size - seen + 1) - lgamma(an - ac - size + seen + 1)
                - lgamma(an + 1) + lgamma(size + 1) + lgamma(an - size + 1)
            )
        )
    ) as n_alleles,
    any_value(size) as n_copies
from projected
group by label, place, least(seen, size - seen)
order by place, count
