-- One row per allele of the first of a ranking of A and B, and group: its AC, AN and AF.
--
-- Call sets of a group are pooled, those that the profile shows.
with ranked as (
    select
        allele_index,
        place as rank
    from alleles_in_order($asked, $order_by, $min_people)
    where place <= $n_wanted
)

select
    ranked.allele_index,
    alleles.variant_id,
    pooled.label as group_label,
    pooled.ac,
    pooled.an,
    allele_frequency(pooled.ac, pooled.an) as af
from ranked
inner join pooled_groups($groups, $sample_set, null, null, $min_people) as pooled
    on ranked.allele_index = pooled.allele_index
inner join staging.alleles as alleles
    on ranked.allele_index = alleles.allele_index
order by ranked.rank, pooled.place
