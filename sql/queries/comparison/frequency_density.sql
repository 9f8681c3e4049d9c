-- One row per occupied cell of a grid over AF in A and AF in B: how many alleles lie there.
--
-- Cells are numbered from 0; an AF of 1 lies in the last.
--
-- needs: aggregates
-- parameters:
--   asked comparison
--   n_bins integer
-- columns:
--   bin_a identity
--   bin_b identity
--   n_variants count_variants
select
    least(floor($n_bins * allele_frequency(ac_a, an_a)), $n_bins - 1)::integer as bin_a,
    least(floor($n_bins * allele_frequency(ac_b, an_b)), $n_bins - 1)::integer as bin_b,
    count(*) as n_variants
from compared_alleles($asked, $min_people)
where left_out is null
group by bin_a, bin_b
order by bin_a, bin_b
