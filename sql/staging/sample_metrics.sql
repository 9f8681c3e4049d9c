-- One row per call set and sample: how good its genotypes are, and its place on the axes.
--
-- Null where there is nothing to divide by, or no axes.
--
-- source: rows/sample_metrics.parquet
-- needs: rows
select
    call_set_id,
    sample_index,
    n_called,
    call_rate,
    heterozygosity,
    ti_tv,
    n_singletons,
    sex_check,
    n_pca_sites,
    pc_1,
    pc_2,
    pc_3,
    pc_4,
    pc_5,
    pc_6,
    pc_7,
    pc_8,
    pc_9,
    pc_10
from read_parquet(rows_folder() || '/sample_metrics.parquet')
