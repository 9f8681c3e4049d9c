-- One row per call set, group of some groupings and allele of a range whose AC is a range itself.
--
-- The range of alleles is closed at both ends. Null where the profile does not show the cell.
-- ac_low and ac_high are both included.
--
-- needs: aggregates
-- parameters:
--   call_sets texts
--   groupings texts
--   group_ids texts
--   sample_set text
--   first_allele integer
--   last_allele integer
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
from counts_in_ranges(
        $call_sets::text[], $groupings::text[], $group_ids::text[], $sample_set
    ) as censored
left join staging.shown_cells as shown
    on
        censored.call_set_id = shown.call_set_id
        and censored.grouping = shown.grouping
        and censored.group_id = shown.group_id
        and shown.sample_set = $sample_set
where censored.allele_index between $first_allele and $last_allele
order by censored.allele_index, censored.call_set_id, censored.group_id
