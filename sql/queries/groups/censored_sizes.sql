-- One row per call set and group of which some counts are ranges: of how many alleles.
--
-- needs: aggregates
-- columns:
--   call_set_id identity
--   grouping identity
--   group_id identity
--   n_ranges count_variants
select
    call_set_id,
    grouping,
    group_id,
    count(*) as n_ranges
from staging.censored_counts
group by call_set_id, grouping, group_id
order by call_set_id, grouping, group_id
