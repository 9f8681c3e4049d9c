-- One row per call set, group of some groupings and allele, of those named: its counts.
--
-- Null where the profile does not show the cell. n_all counts the people called among all, by
-- which the guard sees what the unrelated leave of them.
--
-- needs: aggregates
-- parameters:
--   alleles integers
--   groupings texts
--   sample_set text
-- columns:
--   call_set_id identity
--   grouping identity
--   group_id identity
--   allele_index identity
--   an_source text
--   n_all count_people hidden
--   n_called count_people part_of(n_all, relatives)
--   ac count_alleles(n_called)
--   an count_alleles(n_called)
--   hom_alt count_alleles(n_called)
--   het count_alleles(n_called)
with counted as (
    select
        call_set_id,
        grouping,
        group_id,
        allele_index,
        total(n_called, true) as n_all,
        total(n_called, in_sample_set(is_unrelated, $sample_set)) as n_called,
        total(ac, in_sample_set(is_unrelated, $sample_set)) as ac,
        total(an, in_sample_set(is_unrelated, $sample_set)) as an,
        total(hom_alt, in_sample_set(is_unrelated, $sample_set)) as hom_alt,
        total(
            ac - 2 * hom_alt - haploid_alt, in_sample_set(is_unrelated, $sample_set)
        ) as het
    from staging.frequencies
    where
        list_contains($groupings::text[], grouping)
        and allele_index in (select unnest($alleles::bigint[]))
    group by call_set_id, grouping, group_id, allele_index
)

select
    counted.call_set_id,
    counted.grouping,
    counted.group_id,
    counted.allele_index,
    states.an_source,
    if(shown.is_shown, counted.n_all, null) as n_all,
    if(shown.is_shown, counted.n_called, null) as n_called,
    counted.ac,
    counted.an,
    counted.hom_alt,
    counted.het
from counted
inner join staging.allele_states as states
    on
        counted.call_set_id = states.call_set_id
        and counted.allele_index = states.allele_index
left join staging.shown_cells as shown
    on
        counted.call_set_id = shown.call_set_id
        and counted.grouping = shown.grouping
        and counted.group_id = shown.group_id
        and shown.sample_set = $sample_set
where
    -- As of the counts, so that only the parts of the files that hold them are read.
    states.allele_index in (select unnest($alleles::bigint[]))
order by
    counted.allele_index, counted.call_set_id, counted.grouping, counted.group_id
