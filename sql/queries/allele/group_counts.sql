-- One row per group and allele of some ranges, ends included: the counts of one call set, by sex.
--
-- Of the alleles from first_allele to last_allele those in the ranges, and all of them if there are
-- none. Null where the profile does not show the cell. n_all counts the people called among all, by
-- which the guard sees what the unrelated leave of them. Of a cohort the sex "withheld" stands for
-- all where sexes are not told, and numbers of genotypes are null where they are not.
--
-- needs: aggregates
-- parameters:
--   call_set_id text
--   grouping text
--   group_ids texts
--   sample_set text
--   first_allele integer
--   last_allele integer
--   range_starts integers
--   range_ends integers
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
with leaves as (
    select
        frequencies.group_id,
        frequencies.allele_index,
        frequencies.sex,
        in_sample_set(frequencies.is_unrelated, $sample_set) as is_asked,
        frequencies.n_called,
        frequencies.ac,
        frequencies.an,
        frequencies.hom_alt,
        frequencies.ac - 2 * frequencies.hom_alt - frequencies.haploid_alt as het,
        if(alleles.region_class in ('x', 'y'), frequencies.haploid_alt, 0) as hemi
    from staging.frequencies as frequencies
    inner join staging.alleles as alleles
        on frequencies.allele_index = alleles.allele_index
    where
        frequencies.call_set_id = $call_set_id
        and frequencies.grouping = $grouping
        and list_contains($group_ids::text[], frequencies.group_id)
        and frequencies.allele_index between $first_allele and $last_allele
        and alleles.allele_index between $first_allele and $last_allele
        and frequencies.allele_index in (
            select wanted.allele_index
            from alleles_in_ranges(
                    if(len($range_starts::bigint[]) = 0, [$first_allele], $range_starts),
                    if(len($range_starts::bigint[]) = 0, [$last_allele], $range_ends)
                ) as wanted
        )
),

counted as (
    select
        group_id,
        allele_index,
        bool_or(sex = 'withheld') as is_sex_withheld,
        total(n_called, true) as n_all,
        total(n_called, is_asked) as n_called,
        total(ac, is_asked) as ac,
        total(an, is_asked) as an,
        total(hom_alt, is_asked) as hom_alt,
        total(het, is_asked) as het,
        total(hemi, is_asked) as hemi,
        total(n_called, sex = 'XX') as n_all_xx,
        total(n_called, is_asked and sex = 'XX') as n_called_xx,
        total(ac, is_asked and sex = 'XX') as ac_xx,
        total(an, is_asked and sex = 'XX') as an_xx,
        total(hom_alt, is_asked and sex = 'XX') as hom_alt_xx,
        total(het, is_asked and sex = 'XX') as het_xx,
        total(hemi, is_asked and sex = 'XX') as hemi_xx,
        total(n_called, sex = 'XY') as n_all_xy,
        total(n_called, is_asked and sex = 'XY') as n_called_xy,
        total(ac, is_asked and sex = 'XY') as ac_xy,
        total(an, is_asked and sex = 'XY') as an_xy,
        total(hom_alt, is_asked and sex = 'XY') as hom_alt_xy,
        total(het, is_asked and sex = 'XY') as het_xy,
        total(hemi, is_asked and sex = 'XY') as hemi_xy,
        total(n_called, sex = 'unknown') as n_all_unknown,
        total(n_called, is_asked and sex = 'unknown') as n_called_unknown,
        total(ac, is_asked and sex = 'unknown') as ac_unknown,
        total(an, is_asked and sex = 'unknown') as an_unknown,
        total(hom_alt, is_asked and sex = 'unknown') as hom_alt_unknown,
        total(het, is_asked and sex = 'unknown') as het_unknown,
        total(hemi, is_asked and sex = 'unknown') as hemi_unknown
    from leaves
    group by group_id, allele_index
)

select
    counted.group_id,
    counted.allele_index,
    if(shown.is_shown, counted.n_all, null) as n_all,
    if(shown.is_shown, counted.n_called, null) as n_called,
    counted.ac,
    counted.an,
    counted.hom_alt,
    counted.het,
    counted.hemi,
    if(of_sexes.is_sex_shown, counted.n_all_xx, null) as n_all_xx,
    if(of_sexes.is_sex_shown, counted.n_called_xx, null) as n_called_xx,
    counted.ac_xx,
    counted.an_xx,
    counted.hom_alt_xx,
    counted.het_xx,
    counted.hemi_xx,
    if(of_sexes.is_sex_shown, counted.n_all_xy, null) as n_all_xy,
    if(of_sexes.is_sex_shown, counted.n_called_xy, null) as n_called_xy,
    counted.ac_xy,
    counted.an_xy,
    counted.hom_alt_xy,
    counted.het_xy,
    counted.hemi_xy,
    if(of_sexes.is_sex_shown, counted.n_all_unknown, null) as n_all_unknown,
    if(of_sexes.is_sex_shown, counted.n_called_unknown, null) as n_called_unknown,
    counted.ac_unknown,
    counted.an_unknown,
    counted.hom_alt_unknown,
    counted.het_unknown,
    counted.hemi_unknown
from counted
left join staging.shown_cells as shown
    on
        shown.call_set_id = $call_set_id
        and shown.grouping = $grouping
        and shown.sample_set = $sample_set
        and counted.group_id = shown.group_id
left join staging.shown_cells as of_sexes
    on
        of_sexes.call_set_id = $call_set_id
        and of_sexes.grouping = $grouping
        and of_sexes.sample_set = $sample_set
        and counted.group_id = of_sexes.group_id
        and not counted.is_sex_withheld
order by counted.group_id, counted.allele_index
