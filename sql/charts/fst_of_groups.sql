-- One row per two groups: Hudson's Fst over the alleles that every group has called.
with counts as (
    select
        place,
        label,
        allele_index,
        ac,
        an
    from counts_of_groups($asked, $groups, $min_people)
),

pairs as (
    select
        first.label as "group",
        second.label as other,
        sum(hudson_fst_numerator(first.ac, first.an, second.ac, second.an)) as numerator,
        sum(hudson_fst_denominator(first.ac, first.an, second.ac, second.an)) as denominator
    from counts as first
    inner join counts as second
        on first.allele_index = second.allele_index
    where
        first.place <> second.place
        and least(first.an, second.an) > 1
    group by first.label, second.label
)

select
    "group",
    other,
    numerator / denominator as fst
from pairs
where denominator > 0
order by "group", other
