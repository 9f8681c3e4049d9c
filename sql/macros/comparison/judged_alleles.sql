-- One row per allele of a range: the counts of A and B, and why it is left out, if so.
--
-- left_out is null for an allele that is compared, else the first reason that holds. The AF range
-- is that of A and B taken together: to filter by it does not favour any difference. An empty list
-- of types or classes leaves nothing out; ClinVar's class is "none" for an allele it does not have.
-- Of the alleles from first_allele to last_allele those in the ranges are looked at, both ends
-- included, and all of them if there are no ranges. Where AC is a range no AN compares ("no_an").
create macro judged_alleles(
    a_call_sets,
    a_grouping,
    a_group,
    b_call_sets,
    b_grouping,
    b_group,
    sample_set,
    first_allele,
    last_allele,
    range_starts,
    range_ends,
    min_people,
    least_an,
    af_min,
    af_max,
    variant_types,
    filter_pass_only,
    leave_out_indels,
    consequence_classes,
    clinvar_classes
) as table
with kinds as (
    select
        alleles.allele_index,
        alleles.variant_type
    from staging.alleles as alleles
    where
        -- Not read at all where the type does not matter.
        (leave_out_indels or len(variant_types) > 0)
        and (first_allele is null or alleles.allele_index between first_allele and last_allele)
),

aligned as (
    select
        side_a.allele_index,
        side_a.is_withheld or side_b.is_withheld as is_withheld,
        side_a.is_range or side_b.is_range as is_range,
        side_a.n_called as n_called_a,
        side_a.ac as ac_a,
        side_a.an as an_a,
        side_b.n_called as n_called_b,
        side_b.ac as ac_b,
        side_b.an as an_b,
        kinds.variant_type,
        coalesce(classes.consequence_class, 'none') as consequence_class,
        coalesce(classes.clinvar_class, 'none') as clinvar_class,
        failed.allele_index is not null as is_filter_failed
    from population_counts(
        a_call_sets, a_grouping, a_group, sample_set, first_allele, last_allele, min_people
    ) as side_a
    inner join population_counts(
        b_call_sets, b_grouping, b_group, sample_set, first_allele, last_allele, min_people
    ) as side_b
        on side_a.allele_index = side_b.allele_index
    left join kinds
        on side_a.allele_index = kinds.allele_index
    -- Not read at all where FILTER does not matter.
    left join failed_alleles(
        if(filter_pass_only, list_concat(a_call_sets, b_call_sets), []), first_allele, last_allele
    ) as failed
        on side_a.allele_index = failed.allele_index
    left join allele_classes(
        len(consequence_classes) + len(clinvar_classes) > 0, first_allele, last_allele
    ) as classes
        on side_a.allele_index = classes.allele_index
),

judged as (
    select
        allele_index,
        n_called_a,
        ac_a,
        an_a,
        n_called_b,
        ac_b,
        an_b,
        case
            when is_withheld or (not is_range and (ac_a is null or ac_b is null)) then 'withheld'
            when is_range or least(an_a, an_b) < greatest(least_an, 1) then 'no_an'
            when leave_out_indels and variant_type not in ('snv', 'mnv') then 'unaligned_indel'
            when filter_pass_only and is_filter_failed then 'filter_failed'
            when
                len(variant_types) > 0 and not list_contains(variant_types, variant_type)
                then 'type'
            when
                len(consequence_classes) > 0
                and not list_contains(consequence_classes, consequence_class)
                then 'consequence'
            when
                len(clinvar_classes) > 0
                and not list_contains(clinvar_classes, clinvar_class)
                then 'clinvar'
            when ac_a + ac_b = 0 then 'seen_in_neither'
            when
                (af_min > 0 or af_max < 1)
                and allele_frequency(ac_a + ac_b, an_a + an_b) not between af_min and af_max
                then 'outside_af'
        end as left_out
    from aligned
),

within_ranges as (
    select
        judged.allele_index,
        judged.n_called_a,
        judged.ac_a,
        judged.an_a,
        judged.n_called_b,
        judged.ac_b,
        judged.an_b,
        judged.left_out
    from judged
    semi join alleles_in_ranges(range_starts, range_ends) as wanted
        on judged.allele_index = wanted.allele_index
)

-- Only one of the two is planned.
select
    allele_index,
    n_called_a,
    ac_a,
    an_a,
    n_called_b,
    ac_b,
    an_b,
    left_out
from query_table(if(len(range_starts) = 0, 'judged', 'within_ranges'))
