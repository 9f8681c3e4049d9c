-- One row per call set, in the study's order.
--
-- n_samples are those in the files, n_people those of them that are counted.
--
-- needs: aggregates
-- columns:
--   call_set_id identity
--   call_set_name text
--   site_id identity
--   site_name text
--   assay text
--   caller text
--   genotype_rule text
--   is_left_aligned text
--   has_callable_regions text
--   is_aggregate_only text
--   n_samples count_people
--   n_people count_people part_of(n_samples, counted)
--   n_records count_variants
--   n_alleles count_variants
--   n_calls derived(n_samples)
--   n_missing_calls derived(n_samples)
select
    named_call_sets.call_set_id,
    named_call_sets.call_set_name,
    named_call_sets.site_id,
    named_call_sets.site_name,
    named_call_sets.assay,
    call_sets.caller,
    named_call_sets.genotype_rule,
    call_sets.is_left_aligned,
    call_sets.has_callable_regions,
    call_sets.is_aggregate_only,
    call_sets.n_samples,
    call_sets.n_counted as n_people,
    call_sets.n_records,
    call_sets.n_alleles,
    call_sets.n_calls,
    call_sets.n_missing_calls
from named_call_sets
inner join staging.call_sets as call_sets
    on named_call_sets.call_set_id = call_sets.call_set_id
order by named_call_sets.call_set_order
