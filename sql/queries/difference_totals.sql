-- One row per reason: how many alleles are compared (reason "compared") or left out.
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
-- columns:
--   reason identity
--   n_variants count_variants
select
    coalesce(left_out, 'compared') as reason,
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
group by left_out
