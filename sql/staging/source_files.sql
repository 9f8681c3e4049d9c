-- One row per file that was read.
--
-- source: aggregates/source_files.parquet
-- needs: aggregates
select
    call_set_id,
    source_file,
    n_bytes,
    n_records,
    n_alleles
from read_parquet(aggregates_folder() || '/source_files.parquet')
