-- One row per group and allele of a range, both ends included: the counts of one call set, by sex.
--
-- Null where the profile does not show the cell. n_all counts the people called among all, by
-- which the guard sees what the unrelated leave of them.
--
-- needs: aggregates
-- parameters:
--   call_set_id text
--   grouping text
--   group_ids texts
--   sample_set text
--   first_allele integer
--   last_allele integer
-- columns:
--   group_id identity
--   allele_index identity
--   n_all count_people hidden
--   n_called count_people part_of(n_all, relatives)
--   ac count_alleles(n_called)
--   an count_alleles(n_called)
--   hom_alt count_alleles(n_called)
--   het count_alleles(n_called)
--   hemi count_alleles(n_called)
--   n_all_xx count_people hidden
--   n_called_xx count_people part_of(n_called, sex) part_of(n_all_xx, relatives)
--   ac_xx count_alleles(n_called_xx)
--   an_xx count_alleles(n_called_xx)
--   hom_alt_xx count_alleles(n_called_xx)
--   het_xx count_alleles(n_called_xx)
--   hemi_xx count_alleles(n_called_xx)
--   n_all_xy count_people hidden
--   n_called_xy count_people part_of(n_called, sex) part_of(n_all_xy, relatives)
--   ac_xy count_alleles(n_called_xy)
--   an_xy count_alleles(n_called_xy)
--   hom_alt_xy count_alleles(n_called_xy)
--   het_xy count_alleles(n_called_xy)
--   hemi_xy count_alleles(n_called_xy)
--   n_all_unknown count_people hidden
--   n_called_unknown count_people part_of(n_called, sex) part_of(n_all_unknown, relatives)
--   ac_unknown count_alleles(n_called_unknown)
--   an_unknown count_alleles(n_called_unknown)
--   hom_alt_unknown count_alleles(n_called_unknown)
--   het_unknown count_alleles(n_called_unknown)
--   hemi_unknown count_alleles(n_called_unknown)
with shown as (
    select
        group_id,
        is_shown,
        is_sex_shown
    from staging.shown_cells
    where
        call_set_id = $call_set_id
        and grouping = $grouping
        and sample_set = $sample_set
)

select
    frequencies.group_id,
    frequencies.allele_index,
    if(shown.is_shown, frequencies.n_called, null) as n_all,
    if(
        shown.is_shown,
        in_sample_set(
            frequencies.n_called, frequencies.n_called_unrelated, $sample_set
        ),
        null
    ) as n_called,
    in_sample_set(frequencies.ac, frequencies.ac_unrelated, $sample_set) as ac,
    in_sample_set(frequencies.an, frequencies.an_unrelated, $sample_set) as an,
    in_sample_set(frequencies.hom_alt, frequencies.hom_alt_unrelated, $sample_set) as hom_alt,
    in_sample_set(frequencies.het, frequencies.het_unrelated, $sample_set) as het,
    in_sample_set(frequencies.hemi, frequencies.hemi_unrelated, $sample_set) as hemi,
    if(shown.is_sex_shown, frequencies.n_called_xx, null) as n_all_xx,
    if(
        shown.is_sex_shown,
        in_sample_set(
            frequencies.n_called_xx, frequencies.n_called_xx_unrelated, $sample_set
        ),
        null
    ) as n_called_xx,
    in_sample_set(frequencies.ac_xx, frequencies.ac_xx_unrelated, $sample_set) as ac_xx,
    in_sample_set(frequencies.an_xx, frequencies.an_xx_unrelated, $sample_set) as an_xx,
    in_sample_set(frequencies.hom_alt_xx, frequencies.hom_alt_xx_unrelated, $sample_set)
        as hom_alt_xx,
    in_sample_set(frequencies.het_xx, frequencies.het_xx_unrelated, $sample_set) as het_xx,
    in_sample_set(frequencies.hemi_xx, frequencies.hemi_xx_unrelated, $sample_set) as hemi_xx,
    if(shown.is_sex_shown, frequencies.n_called_xy, null) as n_all_xy,
    if(
        shown.is_sex_shown,
        in_sample_set(
            frequencies.n_called_xy, frequencies.n_called_xy_unrelated, $sample_set
        ),
        null
    ) as n_called_xy,
    in_sample_set(frequencies.ac_xy, frequencies.ac_xy_unrelated, $sample_set) as ac_xy,
    in_sample_set(frequencies.an_xy, frequencies.an_xy_unrelated, $sample_set) as an_xy,
    in_sample_set(frequencies.hom_alt_xy, frequencies.hom_alt_xy_unrelated, $sample_set)
        as hom_alt_xy,
    in_sample_set(frequencies.het_xy, frequencies.het_xy_unrelated, $sample_set) as het_xy,
    in_sample_set(frequencies.hemi_xy, frequencies.hemi_xy_unrelated, $sample_set) as hemi_xy,
    if(shown.is_sex_shown, frequencies.n_called_unknown, null) as n_all_unknown,
    if(
        shown.is_sex_shown,
        in_sample_set(
            frequencies.n_called_unknown, frequencies.n_called_unknown_unrelated, $sample_set
        ),
        null
    ) as n_called_unknown,
    in_sample_set(frequencies.ac_unknown, frequencies.ac_unknown_unrelated, $sample_set)
        as ac_unknown,
    in_sample_set(frequencies.an_unknown, frequencies.an_unknown_unrelated, $sample_set)
        as an_unknown,
    in_sample_set(frequencies.hom_alt_unknown, frequencies.hom_alt_unknown_unrelated, $sample_set)
        as hom_alt_unknown,
    in_sample_set(frequencies.het_unknown, frequencies.het_unknown_unrelated, $sample_set)
        as het_unknown,
    in_sample_set(frequencies.hemi_unknown, frequencies.hemi_unknown_unrelated, $sample_set)
        as hemi_unknown
from staging.frequencies as frequencies
left join shown
    on frequencies.group_id = shown.group_id
where
    frequencies.call_set_id = $call_set_id
    and frequencies.grouping = $grouping
    and list_contains($group_ids::text[], frequencies.group_id)
    and frequencies.allele_index between $first_allele and $last_allele
order by frequencies.group_id, frequencies.allele_index
