-- One row per call set, sample and pharmacogene.
--
-- set_id is of pgx_sets, or 0 where no position is known; n_unknown are defining changes.
--
-- source: rows/pgx_calls.parquet
-- needs: rows
select
    call_set_id,
    sample_index,
    gene_symbol,
    set_id,
    n_unknown
from read_parquet(rows_folder() || '/pgx_calls.parquet')
