-- One row per bundle of a partner: who signed it, how long it holds, and how exact its counts are.
--
-- source: aggregates/bundles.parquet
-- needs: aggregates
select
    bundle_id,
    partner_id,
    partner_name,
    study_id,
    study_name,
    partner_release,
    lineage,
    sequence,
    created_at,
    valid_until,
    state,
    reason,
    signed_by,
    fingerprint,
    profile,
    min_people,
    min_alleles,
    list_names,
    terms,
    terms_text,
    permit,
    purpose,
    n_withheld,
    source_file
from read_parquet(aggregates_folder() || '/bundles.parquet')
