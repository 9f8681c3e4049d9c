-- One row per call set, metric and bin that has people.
--
-- Bins of a metric have one width in all call sets; the first and the last are open.
--
-- source: aggregates/sample_metric_bins.parquet
-- needs: aggregates
select
    call_set_id,
    metric,
    low,
    high,
    n_people
from read_parquet(aggregates_folder() || '/sample_metric_bins.parquet')
