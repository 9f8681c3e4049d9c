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
select
    frequencies.call_set_id,
    frequencies.grouping,
    frequencies.group_id,
    frequencies.allele_index,
    states.an_source,
    if(shown.is_shown, frequencies.n_called, null) as n_all,
    if(
        shown.is_shown,
        in_sample_set(frequencies.n_called, frequencies.n_called_unrelated, $sample_set),
        null
    ) as n_called,
    in_sample_set(frequencies.ac, frequencies.ac_unrelated, $sample_set) as ac,
    in_sample_set(frequencies.an, frequencies.an_unrelated, $sample_set) as an,
    in_sample_set(frequencies.hom_alt, frequencies.hom_alt_unrelated, $sample_set) as hom_alt,
    in_sample_set(frequencies.het, frequencies.het_unrelated, $sample_set) as het
from staging.frequencies as frequencies
inner join staging.allele_states as states
    on
        frequencies.call_set_id = states.call_set_id
        and frequencies.allele_index = states.allele_index
left join staging.shown_cells as shown
    on
        frequencies.call_set_id = shown.call_set_id
        and frequencies.grouping = shown.grouping
        and frequencies.group_id = shown.group_id
        and shown.sample_set = $sample_set
where
    list_contains($groupings::text[], frequencies.grouping)
    -- For each of the two, so that each reads only the parts of its files that hold them.
    and frequencies.allele_index in (select unnest($alleles::bigint[]))
    and states.allele_index in (select unnest($alleles::bigint[]))
order by
    frequencies.allele_index, frequencies.call_set_id, frequencies.grouping, frequencies.group_id
