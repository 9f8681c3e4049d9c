-- One row per allele among the first of two rankings: A less B, as people say and as inferred.
--
-- q is Benjamini-Hochberg's over all alleles that each pair compares; change is the second
-- difference less the first.
with both_bases as (
    select
        'self_reported' as basis,
        allele_index,
        ac_a,
        an_a,
        af_a,
        ac_b,
        an_b,
        af_b,
        place,
        difference_p(ac_a, an_a, ac_b, an_b) as p
    from alleles_in_order($asked, $order_by, $min_people)
    union all
    select
        'inferred' as basis,
        allele_index,
        ac_a,
        an_a,
        af_a,
        ac_b,
        an_b,
        af_b,
        place,
        difference_p(ac_a, an_a, ac_b, an_b) as p
    from alleles_in_order($asked_inferred, $order_by, $min_people)
),

ranked as (
    select
        basis,
        allele_index,
        ac_a,
        an_a,
        af_a,
        ac_b,
        an_b,
        af_b,
        place,
        p,
        af_a - af_b as difference,
        rank() over (partition by basis order by p asc)
        + count(*) over (partition by basis, p) - 1 as p_rank,
        count(*) over (partition by basis) as n_tests
    from both_bases
),

corrected as (
    select
        basis,
        allele_index,
        ac_a,
        an_a,
        ac_b,
        an_b,
        difference,
        place,
        p,
        least(
            1,
            min(p * n_tests / p_rank) over (
                partition by basis
                order by p desc
                rows between unbounded preceding and current row
            )
        ) as q
    from ranked
)

select
    alleles.variant_id,
    first.ac_a as ac_a_self_reported,
    first.an_a as an_a_self_reported,
    first.ac_b as ac_b_self_reported,
    first.an_b as an_b_self_reported,
    first.difference as difference_self_reported,
    first.p as p_self_reported,
    first.q as q_self_reported,
    second.ac_a as ac_a_inferred,
    second.an_a as an_a_inferred,
    second.ac_b as ac_b_inferred,
    second.an_b as an_b_inferred,
    second.difference as difference_inferred,
    second.p as p_inferred,
    second.q as q_inferred,
    second.difference - first.difference as change
from corrected as first
inner join corrected as second
    on
        first.allele_index = second.allele_index
        and first.basis = 'self_reported'
        and second.basis = 'inferred'
inner join staging.alleles as alleles
    on first.allele_index = alleles.allele_index
where first.place <= $n_wanted or second.place <= $n_wanted
order by abs(change) desc, first.allele_index asc
