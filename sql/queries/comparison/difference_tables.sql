-- One row per 2 x 2 table that alleles compared between A and B have (reason "compared"), and one
-- per reason for which others are left out: how many alleles there are.
--
-- The p-value of an allele follows from its table, and there are far fewer tables than alleles. The
-- family of tests of a comparison is therefore counted here, however many alleles it has. Without
-- by_table all alleles compared are one row.
--
-- needs: aggregates
-- parameters:
--   asked comparison
--   by_table flag
-- columns:
--   reason identity
--   n_called_a count_people
--   ac_a count_alleles(n_called_a)
--   an_a count_alleles(n_called_a)
--   n_called_b count_people
--   ac_b count_alleles(n_called_b)
--   an_b count_alleles(n_called_b)
--   n_variants count_variants
with judged as (
    select
        coalesce(left_out, 'compared') as reason,
        $by_table and left_out is null as is_told,
        n_called_a,
        ac_a,
        an_a,
        n_called_b,
        ac_b,
        an_b
    from compared_alleles($asked, $min_people)
),

told as (
    select
        reason,
        case when is_told then n_called_a end as n_called_a,
        case when is_told then ac_a end as ac_a,
        case when is_told then an_a end as an_a,
        case when is_told then n_called_b end as n_called_b,
        case when is_told then ac_b end as ac_b,
        case when is_told then an_b end as an_b
    from judged
)

select
    reason,
    n_called_a,
    ac_a,
    an_a,
    n_called_b,
    ac_b,
    an_b,
    count(*) as n_variants
from told
group by reason, n_called_a, ac_a, an_a, n_called_b, ac_b, an_b
