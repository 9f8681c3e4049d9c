-- One row per call set.
--
-- source: aggregates/call_sets.parquet
-- needs: aggregates
select
    call_set_id,
    site_id,
    name,
    assay,
    caller,
    genotype_rule,
    is_left_aligned,
    has_callable_regions,
    is_aggregate_only,
    sort_order,
    n_samples,
    n_counted,
    n_records,
    n_alleles,
    n_calls,
    n_missing_calls
from read_parquet(aggregates_folder() || '/call_sets.parquet')
