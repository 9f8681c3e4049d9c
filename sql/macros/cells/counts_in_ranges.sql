-- One row per call set, group and allele whose AC is known, or told, only as a range.
--
-- Of panels, whose ranges are those of every sample set, and of cohorts that a query names.
create macro counts_in_ranges(
    wanted_call_sets,
    wanted_groupings,
    wanted_groups,
    sample_set
) as table
with known as (
    select
        call_set_id,
        grouping,
        group_id,
        allele_index,
        n_called,
        an,
        ac_low,
        ac_high
    from staging.censored_counts
    union all
    select
        cohort_ranges.call_set_id,
        cohort_ranges.grouping,
        cohort_ranges.group_id,
        cohort_ranges.allele_index,
        cohort_ranges.n_called,
        cohort_ranges.an,
        cohort_ranges.ac_low,
        cohort_ranges.ac_high
    from cohort_ranges
    where cohort_ranges.sample_set = sample_set
)

select
    call_set_id,
    grouping,
    group_id,
    allele_index,
    n_called,
    an,
    ac_low,
    ac_high
from known
where
    list_contains(wanted_call_sets, call_set_id)
    and list_contains(wanted_groupings, grouping)
    and list_contains(wanted_groups, group_id)
