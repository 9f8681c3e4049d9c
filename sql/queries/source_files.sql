-- One row per file that was read.
--
-- needs: aggregates
-- columns:
--   call_set_id identity
--   source_file text
--   n_bytes count_variants
--   n_records count_variants
--   n_alleles count_variants
select
    call_set_id,
    source_file,
    n_bytes,
    n_records,
    n_alleles
from staging.source_files
order by call_set_id, source_file
