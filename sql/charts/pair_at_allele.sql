-- One row: A and B at one allele, with the difference, Newcombe's interval and p.
with compared as (
    select
        ac_a,
        an_a,
        ac_b,
        an_b,
        ac_a / an_a as af_a,
        ac_b / an_b as af_b,
        wilson_low(ac_a, an_a) as af_low_a,
        wilson_high(ac_a, an_a) as af_high_a,
        wilson_low(ac_b, an_b) as af_low_b,
        wilson_high(ac_b, an_b) as af_high_b
    from compared_alleles($asked, $min_people)
    where left_out is null or left_out = 'seen_in_neither'
)

select
    ac_a,
    an_a,
    ac_b,
    an_b,
    af_a,
    af_b,
    af_low_a,
    af_high_a,
    af_low_b,
    af_high_b,
    af_a - af_b as difference,
    af_a - af_b - sqrt(pow(af_a - af_low_a, 2) + pow(af_high_b - af_b, 2)) as difference_low,
    af_a - af_b + sqrt(pow(af_high_a - af_a, 2) + pow(af_b - af_low_b, 2)) as difference_high,
    difference_p(ac_a, an_a, ac_b, an_b) as p
from compared
