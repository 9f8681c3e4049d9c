-- One row per call set, group of some groupings and allele, of those named, whose AC is a range.
--
-- Null where the profile does not show the cell.
--
-- needs: aggregates
-- parameters:
--   alleles integers
--   groupings texts
-- columns:
--   call_set_id identity
--   grouping identity
--   group_id identity
--   allele_index identity
--   n_called count_people
--   an count_alleles(n_called)
--   ac_low count_alleles(n_called)
--   ac_high count_alleles(n_called)
select
    censored.call_set_id,
    censored.grouping,
    censored.group_id,
    censored.allele_index,
    if(shown.is_shown, censored.n_called, null) as n_called,
    censored.an,
    censored.ac_low,
    censored.ac_high
from staging.censored_counts as censored
left join staging.shown_cells as shown
    on
        censored.call_set_id = shown.call_set_id
        and censored.grouping = shown.grouping
        and censored.group_id = shown.group_id
        and shown.sample_set = 'all'
where
    list_contains($groupings::text[], censored.grouping)
    and censored.allele_index in (select unnest($alleles::bigint[]))
order by censored.allele_index, censored.call_set_id, censored.group_id
