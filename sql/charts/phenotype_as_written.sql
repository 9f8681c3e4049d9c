-- One row per site and bin of the numbers that it wrote in one unit: how many rows.
select
    site_id,
    site_name,
    original_unit,
    low,
    high,
    n_rows
from phenotype_sent_bins($phenotype_id, $grouping, $sample_set)
where coalesce(original_unit, '') = $unit
order by site_id, low
