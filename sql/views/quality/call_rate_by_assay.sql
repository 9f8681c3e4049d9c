-- One row per call set of genotypes: its assay, and how many of its genotypes have a call.
--
-- Over all of its records that were kept; call sets with different records are not compared by it.
-- Panels, which publish no genotypes, are left out. Samples are those of the files: Overview counts
-- a person of two call sets in one of them only, and so has fewer.
--
-- needs: aggregates
-- grain: call_set_id
-- columns:
--   site_name     where the people were seen
--   assay         how they were sequenced or typed
--   call_set_id   samples that were called together
--   genotype_rule what counts as a call
--   n_samples [people] columns of the files that are in the call set
--   n_alleles [alleles of the study] alleles with a record in the call set
--   n_calls [genotypes] genotypes with a call, reference included
--   n_missing [genotypes] genotypes without one
--   call_rate [share] n_calls of all genotypes; null where there is none
-- chart:
--   mark bar
--   x call_rate
--   y assay
--   colour site_name
select
    named_call_sets.site_name,
    named_call_sets.assay,
    named_call_sets.call_set_id,
    named_call_sets.genotype_rule,
    call_sets.n_samples,
    call_sets.n_alleles,
    call_sets.n_calls,
    call_sets.n_missing_calls as n_missing,
    call_sets.n_calls / nullif(call_sets.n_calls + call_sets.n_missing_calls, 0) as call_rate
from named_call_sets
inner join staging.call_sets as call_sets
    on named_call_sets.call_set_id = call_sets.call_set_id
where not named_call_sets.is_panel
