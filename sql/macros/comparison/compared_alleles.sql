-- One row per allele asked for: the counts of A and B, and why it is left out, if so.
--
-- asked is a struct, so that a comparison can be handed on whole and written by name:
--   a_call_sets, a_grouping, a_group    A: a group, its call sets pooled
--   b_call_sets, b_grouping, b_group    B
--   sample_set                          'all' or 'unrelated'
--   first_allele, last_allele           the range looked at, both ends included; null for all
--   range_starts, range_ends            within it, the ranges looked at; none for all of it
--   least_an                            fewest alleles called in each of A and B
--   af_min, af_max                      bounds on the AF of A and B taken together
--   variant_types                       kept; empty for all
--   filter_pass_only                    leave out what failed FILTER in a call set of A or B
--   leave_out_indels                    leave out what may be written in two ways
--   consequence_classes                 kept; empty for all
--   clinvar_classes                     kept; empty for all
create macro compared_alleles(asked, min_people) as table
select
    allele_index,
    n_called_a,
    ac_a,
    an_a,
    n_called_b,
    ac_b,
    an_b,
    left_out
from judged_alleles(
    asked['a_call_sets']::text[],
    asked['a_grouping'],
    asked['a_group'],
    asked['b_call_sets']::text[],
    asked['b_grouping'],
    asked['b_group'],
    asked['sample_set'],
    asked['first_allele'],
    asked['last_allele'],
    asked['range_starts']::bigint[],
    asked['range_ends']::bigint[],
    min_people,
    asked['least_an'],
    asked['af_min'],
    asked['af_max'],
    asked['variant_types']::text[],
    asked['filter_pass_only'],
    asked['leave_out_indels'],
    asked['consequence_classes']::text[],
    asked['clinvar_classes']::text[]
)
