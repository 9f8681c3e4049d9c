-- One row per call set, grouping, group and allele: its counts, summed over the leaves of a set.
--
-- n_all counts the people called among all, by which it is seen what the unrelated leave of them.
-- is_shown: what the profile decides on the cell; false where it knows nothing of it. Null counts
-- are those of `total`. A filter on a key is taken before anything is summed.
create macro summed_counts(wanted_set) as table
with counted as (
    select
        call_set_id,
        grouping,
        group_id,
        allele_index,
        total(n_called, true) as n_all,
        total(n_called, in_sample_set(is_unrelated, wanted_set)) as n_called,
        total(ac, in_sample_set(is_unrelated, wanted_set)) as ac,
        total(an, in_sample_set(is_unrelated, wanted_set)) as an,
        total(hom_alt, in_sample_set(is_unrelated, wanted_set)) as hom_alt,
        total(haploid_alt, in_sample_set(is_unrelated, wanted_set)) as haploid_alt
    from staging.frequencies
    group by call_set_id, grouping, group_id, allele_index
)

select
    counted.call_set_id,
    counted.grouping,
    counted.group_id,
    counted.allele_index,
    counted.n_all,
    counted.n_called,
    counted.ac,
    counted.an,
    counted.hom_alt,
    counted.haploid_alt,
    coalesce(shown_cells.is_shown, false) as is_shown
from counted
left join staging.shown_cells as shown_cells
    on
        counted.call_set_id = shown_cells.call_set_id
        and counted.grouping = shown_cells.grouping
        and counted.group_id = shown_cells.group_id
        and shown_cells.sample_set = wanted_set
