-- One row per grouping, group and two call sets that have the group: do they agree on it?
--
-- Over the alleles that both know and at least one has seen. The same group at two places differs
-- by who came and by how they were sequenced; r near 1 and an F_ST near 0 say that neither matters
-- much. Panels are among the call sets, where they name the same group.
--
-- needs: aggregates
-- grain: grouping, group_id, call_set_a, call_set_b
-- columns:
--   grouping      a way to divide people
--   group_id      one of its groups
--   call_set_a    one call set that has it
--   call_set_b    another, later in the alphabet
--   n_alleles [alleles of the study] alleles known in both and seen in one
--   r             Pearson's correlation of the two frequencies; null where either does not vary
--   mean_difference [share] mean of the absolute differences of the two frequencies
--   fst [share]   Hudson's F_ST between the two; null where no allele varies
with both_known as (
    select
        side_a.grouping,
        side_a.group_id,
        side_a.call_set_id as call_set_a,
        side_b.call_set_id as call_set_b,
        side_a.af as af_a,
        side_b.af as af_b,
        hudson_fst_numerator(side_a.ac, side_a.an, side_b.ac, side_b.an) as numerator,
        hudson_fst_denominator(side_a.ac, side_a.an, side_b.ac, side_b.an) as denominator
    from known_counts as side_a
    inner join known_counts as side_b
        on
            side_a.allele_index = side_b.allele_index
            and side_a.grouping = side_b.grouping
            and side_a.group_id = side_b.group_id
            and side_a.call_set_id < side_b.call_set_id
    where side_a.af is not null and side_b.af is not null and side_a.ac + side_b.ac > 0
)

select
    grouping,
    group_id,
    call_set_a,
    call_set_b,
    count(*) as n_alleles,
    if(stddev_pop(af_a) > 0 and stddev_pop(af_b) > 0, corr(af_a, af_b), null) as r,
    avg(abs(af_a - af_b)) as mean_difference,
    sum(numerator) / nullif(sum(denominator), 0) as fst
from both_known
group by grouping, group_id, call_set_a, call_set_b
