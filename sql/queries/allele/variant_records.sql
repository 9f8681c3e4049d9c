-- One row per call set: what its files say of an allele, or why they are silent.
--
-- All from filter on is null where the call set has no record.
--
-- needs: aggregates
-- parameters:
--   allele_index integer
-- columns:
--   call_set_id identity
--   call_set_name text
--   site_name text
--   assay text
--   genotype_rule text
--   absence text
--   an_source text
--   filter text
--   quality text
--   rsid identity
--   source_file text
--   source_pos identity
--   source_ref identity
--   source_alts identity
--   alt_index identity
select
    named_call_sets.call_set_id,
    named_call_sets.call_set_name,
    named_call_sets.site_name,
    named_call_sets.assay,
    named_call_sets.genotype_rule,
    states.absence,
    states.an_source,
    states.filter,
    variants.quality,
    variants.rsid,
    variants.source_file,
    variants.source_pos,
    variants.source_ref,
    variants.source_alts,
    variants.alt_index
from staging.allele_states as states
inner join named_call_sets
    on states.call_set_id = named_call_sets.call_set_id
left join staging.variants as variants
    on
        states.call_set_id = variants.call_set_id
        and states.variant_index = variants.variant_index
where states.allele_index = $allele_index
order by named_call_sets.call_set_order
