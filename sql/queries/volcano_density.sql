-- One row per occupied cell of a grid over the difference of A and B and its score statistic.
--
-- Cells of the difference are numbered from 0 at -1, those of the statistic from 0 at 0; what lies
-- beyond the last is in the last.
--
-- needs: aggregates
-- parameters:
--   a_call_sets texts
--   a_grouping text
--   a_group text
--   b_call_sets texts
--   b_grouping text
--   b_group text
--   sample_set text
--   first_allele integer or null
--   last_allele integer or null
--   range_starts integers
--   range_ends integers
--   least_an integer
--   af_min real
--   af_max real
--   variant_types texts
--   filter_pass_only flag
--   leave_out_indels flag
--   consequence_classes texts
--   clinvar_classes texts
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
    from compared_alleles(
            $a_call_sets::text[],
            $a_grouping,
            $a_group,
            $b_call_sets::text[],
            $b_grouping,
            $b_group,
            $sample_set,
            $first_allele,
            $last_allele,
            $range_starts::bigint[],
            $range_ends::bigint[],
            $min_people,
            $least_an,
            $af_min,
            $af_max,
            $variant_types::text[],
            $filter_pass_only,
            $leave_out_indels,
            $consequence_classes::text[],
            $clinvar_classes::text[]
        )
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
