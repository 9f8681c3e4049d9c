-- One row per allele compared between A and B: its counts, AF, and its place in a ranking, from 1.
--
-- asked is as of compared_alleles, order_by as of the query allele_differences.
create macro alleles_in_order(asked, order_by, min_people) as table
with measured as (
    select
        allele_index,
        n_called_a,
        ac_a,
        an_a,
        n_called_b,
        ac_b,
        an_b,
        ac_a / an_a as af_a,
        ac_b / an_b as af_b
    from compared_alleles(asked, min_people)
    where left_out is null
)

select
    allele_index,
    n_called_a,
    ac_a,
    an_a,
    af_a,
    n_called_b,
    ac_b,
    an_b,
    af_b,
    row_number() over (
        order by
            case order_by
                when 'abs_difference' then abs(af_a - af_b)
                when 'ratio'
                    then coalesce(greatest(af_a, af_b) / nullif(least(af_a, af_b), 0), 1e300)
                when 'p' then -to_29_bits(difference_p(ac_a, an_a, ac_b, an_b))
                when 'fst' then
                    hudson_fst_numerator(ac_a, an_a, ac_b, an_b)
                    / nullif(hudson_fst_denominator(ac_a, an_a, ac_b, an_b), 0)
            end desc nulls last,
            if(order_by = 'p', abs(score_z(ac_a, an_a, ac_b, an_b)), null) desc nulls last,
            greatest(af_a, af_b) desc,
            allele_index asc
    ) as place
from measured
