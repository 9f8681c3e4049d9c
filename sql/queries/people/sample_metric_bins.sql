-- One row per call set, metric and bin: how many samples.
--
-- Where there is a minimum, neighbouring bins are joined until they hold enough. A metric is
-- call_rate, heterozygosity or ti_tv.
--
-- needs: aggregates
-- columns:
--   call_set_id identity
--   call_set_name text
--   site_name text
--   call_set_order identity
--   metric identity
--   low identity
--   high identity
--   n_people count_people
with listed as (
    select
        call_set_id,
        metric,
        list(low order by low) as lows,
        list(high order by low) as highs,
        list(n_people order by low) as sizes
    from staging.sample_metric_bins
    group by call_set_id, metric
),

numbered as (
    select
        call_set_id,
        metric,
        unnest(lows) as low,
        unnest(highs) as high,
        unnest(sizes) as n_people,
        unnest(merged_bins(sizes, $min_people)) as number
    from listed
)

select
    numbered.call_set_id,
    any_value(named_call_sets.call_set_name) as call_set_name,
    any_value(named_call_sets.site_name) as site_name,
    any_value(named_call_sets.call_set_order) as call_set_order,
    numbered.metric,
    min(numbered.low) as low,
    max(numbered.high) as high,
    sum(numbered.n_people)::bigint as n_people
from numbered
inner join named_call_sets
    on numbered.call_set_id = named_call_sets.call_set_id
group by numbered.call_set_id, numbered.metric, numbered.number
order by numbered.metric, call_set_order, low
