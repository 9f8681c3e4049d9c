-- One row per call set, kind and reason of what ingest left out or noted, the largest first.
--
-- Samples are people; the other kinds are records, alleles and calls. What is_noted was kept, but
-- is worth knowing.
--
-- needs: aggregates
-- columns:
--   call_set_id identity
--   call_set_name text
--   site_name text
--   kind identity
--   reason text
--   n_dropped count_variants
--   is_noted text
select
    drop_counts.call_set_id,
    named_call_sets.call_set_name,
    named_call_sets.site_name,
    drop_counts.kind,
    drop_counts.reason,
    drop_counts.n_dropped,
    drop_counts.is_noted
from staging.drop_counts as drop_counts
inner join named_call_sets
    on drop_counts.call_set_id = named_call_sets.call_set_id
order by named_call_sets.call_set_order asc, drop_counts.n_dropped desc, drop_counts.reason asc
