-- One row per occupied cell of a grid over AF in A and AF in B: how many alleles lie there.
--
-- Cells are numbered from 0; an AF of 1 lies in the last.
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
-- columns:
--   bin_a identity
--   bin_b identity
--   n_variants count_variants
select
    least(floor($n_bins * allele_frequency(ac_a, an_a)), $n_bins - 1)::integer as bin_a,
    least(floor($n_bins * allele_frequency(ac_b, an_b)), $n_bins - 1)::integer as bin_b,
    count(*) as n_variants
from
    compared_alleles(
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
group by bin_a, bin_b
order by bin_a, bin_b
