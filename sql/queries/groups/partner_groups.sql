-- One row per group of a partner: who sent its counts, of when they are, and how exact.
--
-- bundle_id is that of the bundle's manifest. Fewer copies than min_alleles, and fewer than that
-- left of AN, are a range.
--
-- needs: aggregates
-- columns:
--   call_set_id identity
--   call_set_name text
--   site_id identity
--   grouping identity
--   group_id identity
--   group_label text
--   definition text
--   partner_grouping text
--   counted_on text
--   partner_name text
--   study_name text
--   partner_release text
--   bundle_id text
--   lineage text
--   sequence text
--   created_at text
--   valid_until text
--   signed_by text
--   fingerprint text
--   profile text
--   min_people text
--   min_alleles text
--   list_names text
--   terms text
--   terms_text text
--   permit text
--   purpose text
--   n_withheld count_variants
--   source_file text
select
    bundle_groups.call_set_id,
    named_call_sets.call_set_name,
    named_call_sets.site_id,
    bundle_groups.grouping,
    bundle_groups.group_id,
    named_groups.group_label,
    bundle_groups.definition,
    bundle_groups.partner_grouping,
    bundle_groups.counted_on,
    bundles.partner_name,
    bundles.study_name,
    bundles.partner_release,
    bundles.bundle_id,
    bundles.lineage,
    bundles.sequence,
    bundles.created_at,
    bundles.valid_until,
    bundles.signed_by,
    bundles.fingerprint,
    bundles.profile,
    bundles.min_people,
    bundles.min_alleles,
    bundles.list_names,
    bundles.terms,
    bundles.terms_text,
    bundles.permit,
    bundles.purpose,
    bundles.n_withheld,
    bundles.source_file
from staging.bundle_groups as bundle_groups
inner join staging.bundles as bundles
    on bundle_groups.bundle_id = bundles.bundle_id
inner join named_call_sets
    on bundle_groups.call_set_id = named_call_sets.call_set_id
inner join named_groups
    on
        bundle_groups.grouping = named_groups.grouping
        and bundle_groups.group_id = named_groups.group_id
order by named_call_sets.call_set_order asc, named_groups.group_order asc
