-- One row per combination of groups: the alleles seen in all of these groups, and in no other.
--
-- n_projected: expected, had as many copies of each group been looked at as 95 % of the alleles
-- have in every group (hypergeometric).
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
    select floor(min(common))::bigint as size
    from (
        select quantile_cont(an, 0.05) as common
        from counts
        group by place
    ) as of_groups
),

seen as (
    select
        counts.allele_index,
        counts.place,
        counts.label,
        counts.ac > 0 as is_carried,
        if(
            counts.an - counts.ac < least.size,
            0.0,
            exp(
                lgamma(counts.an - counts.ac + 1)
                - lgamma(counts.an - counts.ac - least.size + 1)
                - lgamma(counts.an + 1)
                + lgamma(counts.an - least.size + 1)
            )
        ) as unseen,
        min(counts.an) over (partition by counts.allele_index) >= least.size as is_projected
    from counts
    cross join least
),

combinations as (
    select range::bigint as combination
    from range(1, 1 << len($groups))
),

by_allele as (
    select
        combinations.combination,
        seen.allele_index,
        string_agg(seen.label, ';' order by seen.place)
        filter (where combinations.combination >> seen.place & 1 = 1) as groups,
        bool_and(seen.is_carried = (combinations.combination >> seen.place & 1 = 1)) as is_raw,
        if(
            bool_and(seen.is_projected),
            product(
                if(
                    combinations.combination >> seen.place & 1 = 1, 1 - seen.unseen, seen.unseen
                )
            ),
            0
        ) as projected
    from seen
    cross join combinations
    group by combinations.combination, seen.allele_index
)

select
    groups,
    count(*) filter (where is_raw) as n_raw,
    sum(projected) as n_projected
from by_allele
group by groups
having n_raw > 0 or n_projected >= 0.5
order by n_projected desc
