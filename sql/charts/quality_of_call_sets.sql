-- One row per call set and bin of a metric: how many samples.
select
    call_set_id,
    call_set_name,
    site_name,
    call_set_order,
    metric,
    low,
    high,
    n_people
from sample_metric_bins()
where metric = $metric
order by call_set_order, low
