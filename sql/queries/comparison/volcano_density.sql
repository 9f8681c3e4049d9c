-- One row per occupied cell of a grid over the difference of A and B and its score statistic.
--
-- Cells of the difference are numbered from 0 at -1, those of the statistic from 0 at 0; what lies
-- beyond the last is in the last.
--
-- needs: aggregates
-- parameters:
--   asked comparison
--   n_bins integer
--   highest_z real
-- columns:
--   bin_difference identity
--   bin_z identity
--   n_variants count_variants
with measured as (
    select
        allele_frequency(ac_a, an_a) - allele_frequency(ac_b, an_b) as difference,
        abs(score_z(ac_a, an_a, ac_b, an_b)) as z
    from compared_alleles($asked, $min_people)
    where left_out is null
)

select
    least(floor($n_bins * (difference + 1) / 2), $n_bins - 1)::integer as bin_difference,
    least(floor($n_bins * z / $highest_z), $n_bins - 1)::integer as bin_z,
    count(*) as n_variants
from measured
where z is not null
group by bin_difference, bin_z
order by bin_difference, bin_z
